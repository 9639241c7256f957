// SPDX-License-Identifier: Apache-2.0
#include "analysis/play/protocol.hpp"

namespace offramp {

std::string play_schema() {
    // clang-format off
    return R"json({
 "$schema": "https://json-schema.org/draft/2020-12/schema",
 "title": "offramp play --stdio, protocol 1",
 "description": "A message is a request or its reply, each on one line. A saved play is #/$defs/play.",
 "anyOf": [{"$ref": "#/$defs/request"}, {"$ref": "#/$defs/reply"}],
 "$defs": {
  "named": {
   "type": "array",
   "items": {
    "type": "object",
    "additionalProperties": false,
    "required": ["name", "title"],
    "properties": {"name": {"type": "string"}, "title": {"type": "string"}}
   }
  },
  "request": {
   "anyOf": [
    {
     "type": "object",
     "description": "what the world is made of: sides, rungs, actions, channels",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "describe"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "description": "another campaign; what is left out stays as it is",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {
      "do": {"const": "start"},
      "id": {},
      "protocol": {"const": 1},
      "seed": {"type": "integer"},
      "campaign": {"type": "integer"},
      "seats": {"type": "array", "items": {"type": "string"}}
     }
    },
    {
     "type": "object",
     "description": "the present question, as the side that is asked sees it",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "state"}, "id": {}, "protocol": {"const": 1}, "events": {"enum": ["new", "all"]}}
    },
    {
     "type": "object",
     "description": "what each answer is worth, from the solved game",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "odds"}, "id": {}, "protocol": {"const": 1}, "rung": {"type": "integer"}}
    },
    {
     "type": "object",
     "description": "answers the question",
     "additionalProperties": false,
     "required": ["do", "move"],
     "properties": {
      "do": {"const": "act"},
      "move": {"type": "string", "description": "one of the state's `moves`, or `rule`"},
      "id": {},
      "protocol": {"const": 1}
     }
    },
    {
     "type": "object",
     "description": "answers by the scenario's own rule",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "step"}, "id": {}, "protocol": {"const": 1}, "until": {"enum": ["question", "crisis", "end"]}}
    },
    {
     "type": "object",
     "description": "before the moves of the present round",
     "additionalProperties": false,
     "required": ["do", "entry"],
     "properties": {"do": {"const": "inject"}, "entry": {"$ref": "#/$defs/injection"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["do", "entries"],
     "properties": {
      "do": {"const": "rewind"},
      "entries": {"type": "integer", "description": "how many entries are kept"},
      "id": {},
      "protocol": {"const": 1}
     }
    },
    {
     "type": "object",
     "description": "goes on in a new branch; the old one stays where it is",
     "additionalProperties": false,
     "required": ["do", "name"],
     "properties": {"do": {"const": "branch"}, "name": {"type": "string"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "description": "goes on in another branch",
     "additionalProperties": false,
     "required": ["do", "name"],
     "properties": {"do": {"const": "switch"}, "name": {"type": "string"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "save"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["do", "play"],
     "properties": {"do": {"const": "load"}, "play": {"$ref": "#/$defs/play"}, "id": {}, "protocol": {"const": 1}}
    },
    {
     "type": "object",
     "description": "the decisions so far, with what each answer was worth",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "review"}, "id": {}, "protocol": {"const": 1}, "rung": {"type": "integer"}}
    },
    {
     "type": "object",
     "description": "all that happened, as `offramp run` writes it; once the campaign is over",
     "additionalProperties": false,
     "required": ["do"],
     "properties": {"do": {"const": "record"}, "id": {}, "protocol": {"const": 1}}
    }
   ]
  },
  "reply": {
   "anyOf": [
    {
     "type": "object",
     "additionalProperties": false,
     "required": [
      "protocol",
      "id",
      "reply",
      "program",
      "scenario",
      "title",
      "policy",
      "hash",
      "start",
      "hours",
      "sides",
      "rungs",
      "actions",
      "incidents",
      "channels",
      "guardrails"
     ],
     "properties": {
      "protocol": {"const": 1},
      "id": {},
      "reply": {"const": "world"},
      "program": {"type": "string"},
      "scenario": {"type": "string"},
      "title": {"type": "string"},
      "policy": {"type": "string"},
      "hash": {"type": "string"},
      "start": {"type": "string"},
      "hours": {"type": "number"},
      "sides": {
       "type": "array",
       "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "title", "types"],
        "properties": {
         "name": {"type": "string"},
         "title": {"type": "string"},
         "types": {
          "type": "array",
          "items": {
           "type": "object",
           "additionalProperties": false,
           "required": ["name", "prior", "war_cost", "stakes", "audience"],
           "properties": {
            "name": {"type": "string"},
            "prior": {"type": "number"},
            "war_cost": {"type": "number"},
            "stakes": {"type": "number"},
            "audience": {"type": "number"}
           }
          }
         }
        }
       }
      },
      "rungs": {"$ref": "#/$defs/named"},
      "actions": {"$ref": "#/$defs/named"},
      "incidents": {"$ref": "#/$defs/named"},
      "channels": {"$ref": "#/$defs/named"},
      "guardrails": {"$ref": "#/$defs/named"}
     }
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "branch", "seed", "campaign", "seats", "entries", "over", "side", "events"],
     "properties": {
      "protocol": {"const": 1},
      "id": {},
      "reply": {"const": "state"},
      "branch": {"type": "string"},
      "seed": {"type": "integer"},
      "campaign": {"type": "integer"},
      "seats": {"type": "array", "items": {"type": "string"}},
      "entries": {"type": "integer", "description": "decisions and injections so far"},
      "over": {"type": "boolean"},
      "side": {"type": "string", "description": "who is asked; once it is over, whose events these are"},
      "events": {"type": "array", "items": {"$ref": "#/$defs/event"}, "description": "since this side was asked last, or all"},
      "type": {"type": "string", "description": "its own; the other's is hidden"},
      "hours": {"type": "number"},
      "time": {"type": "string"},
      "tension": {"type": "number"},
      "trust": {"type": "object", "additionalProperties": {"type": "number"}},
      "guardrails": {"type": "array", "items": {"type": "string"}},
      "crisis": {"$ref": "#/$defs/crisis"},
      "talk": {"$ref": "#/$defs/talk"},
      "moves": {"type": "array", "items": {"$ref": "#/$defs/move"}},
      "outcome": {
       "type": "object",
       "additionalProperties": false,
       "required": ["war", "highest_rung", "crises", "value"],
       "properties": {
        "war": {"type": "boolean"},
        "highest_rung": {"type": "integer"},
        "crises": {"type": "integer"},
        "value": {"type": "object", "additionalProperties": {"type": "number"}}
       }
      }
     }
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "rung", "moves"],
     "properties": {
      "protocol": {"const": 1},
      "id": {},
      "reply": {"const": "odds"},
      "rung": {"type": "integer"},
      "moves": {"type": "array", "items": {"$ref": "#/$defs/worth"}}
     }
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "play"],
     "properties": {"protocol": {"const": 1}, "id": {}, "reply": {"const": "saved"}, "play": {"$ref": "#/$defs/play"}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "rung", "decisions"],
     "properties": {
      "protocol": {"const": 1},
      "id": {},
      "reply": {"const": "review"},
      "rung": {"type": "integer"},
      "decisions": {
       "type": "array",
       "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["entry", "side", "time", "crisis", "round", "done", "solved", "given_up", "moves"],
        "properties": {
         "entry": {"type": "integer"},
         "side": {"type": "string"},
         "time": {"type": "string"},
         "crisis": {"type": "integer"},
         "round": {"type": "integer"},
         "done": {"type": "string"},
         "solved": {"type": "string", "description": "what the solved game does most often"},
         "given_up": {"type": "number", "description": "what that was worth more"},
         "moves": {"type": "array", "items": {"$ref": "#/$defs/worth"}}
        }
       }
      }
     }
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "jsonl"],
     "properties": {"protocol": {"const": 1}, "id": {}, "reply": {"const": "record"}, "jsonl": {"type": "string"}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["protocol", "id", "reply", "problems"],
     "properties": {
      "protocol": {"const": 1},
      "id": {},
      "reply": {"const": "error"},
      "problems": {
       "type": "array",
       "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["where", "message", "hint"],
        "properties": {"where": {"type": "string"}, "message": {"type": "string"}, "hint": {"type": "string"}}
       }
      }
     }
    }
   ]
  },
  "crisis": {
   "type": "object",
   "additionalProperties": false,
   "required": [
    "number",
    "incident",
    "title",
    "provoker",
    "round",
    "rounds",
    "round_hours",
    "persists",
    "rungs",
    "expressed",
    "harms",
    "answered",
    "channels_open",
    "belief"
   ],
   "properties": {
    "number": {"type": "integer"},
    "incident": {"type": "string"},
    "title": {"type": "string"},
    "provoker": {"type": "string"},
    "round": {"type": "integer"},
    "rounds": {"type": "integer"},
    "round_hours": {"type": "number"},
    "persists": {"type": "boolean"},
    "rungs": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "as this side takes them to be"},
    "expressed": {
     "type": "object",
     "additionalProperties": {"type": "integer"},
     "description": "rung as which each side's last signal was read"
    },
    "harms": {"type": "integer"},
    "answered": {"type": "number", "description": "share of the affront that was answered"},
    "channels_open": {"type": "array", "items": {"type": "string"}},
    "belief": {
     "type": "object",
     "additionalProperties": {"type": "object", "additionalProperties": {"type": "number"}},
     "description": "public, by side and type"
    }
   }
  },
  "talk": {
   "type": "object",
   "additionalProperties": false,
   "required": ["caller", "channel", "terms", "title", "own_move"],
   "properties": {
    "caller": {"type": "string"},
    "channel": {"type": "string"},
    "terms": {"type": "number", "description": "share of the stakes moved to the caller"},
    "title": {"type": "string"},
    "own_move": {"type": "string", "description": "of this round"}
   }
  },
  "move": {
   "type": "object",
   "additionalProperties": false,
   "required": ["move", "title"],
   "properties": {
    "move": {"type": "string"},
    "title": {"type": "string"},
    "action": {"type": "string"},
    "rung": {"type": "integer", "description": "on which the side then stands"},
    "expresses": {"type": "integer"},
    "channel": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "terms": {"anyOf": [{"type": "number"}, {"type": "null"}]},
    "cost": {"type": "number", "description": "to the side's own type, at once"}
   }
  },
  "worth": {
   "type": "object",
   "additionalProperties": false,
   "required": ["move", "solved", "value", "agreed", "settled", "war", "accident", "war_ahead", "high_ahead"],
   "properties": {
    "move": {"type": "string"},
    "solved": {"type": "number", "description": "probability that the solved game gives to it"},
    "value": {"type": "number", "description": "to the side's own type, of the rest of the crisis"},
    "agreed": {"type": "number", "description": "probability that terms are agreed on in this round"},
    "settled": {"type": "number", "description": "that it ends in this round otherwise, without war"},
    "war": {"type": "number", "description": "that it is war in this round"},
    "accident": {"type": "number", "description": "that there is an accident in this round"},
    "war_ahead": {"type": ["number", "null"], "description": "that it is war in this round or later; null where a review does not look ahead"},
    "high_ahead": {"type": ["number", "null"], "description": "that a side stands on `rung` or higher, in this round or later"}
   }
  },
  "event": {
   "type": "object",
   "additionalProperties": false,
   "required": ["time", "hours", "kind", "actor", "label", "detail", "crisis", "round", "amount", "text"],
   "properties": {
    "time": {"type": "string"},
    "hours": {"type": "number"},
    "kind": {"type": "string"},
    "actor": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "label": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "detail": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "crisis": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    "round": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    "amount": {"type": "number"},
    "text": {"type": "string"}
   }
  },
  "injection": {
   "anyOf": [
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["inject", "name"],
     "properties": {"inject": {"const": "incident"}, "name": {"type": "string"}, "by": {"type": "string"}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["inject", "name"],
     "properties": {"inject": {"const": "freeze"}, "name": {"type": "string"}, "by": {"type": "string"}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["inject", "name"],
     "properties": {"inject": {"const": "thaw"}, "name": {"type": "string"}}
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["inject", "amount"],
     "properties": {
      "inject": {"const": "tension"},
      "amount": {"type": "number", "description": "share of the room that is left: up above 0, down below"}
     }
    },
    {
     "type": "object",
     "additionalProperties": false,
     "required": ["inject", "side", "amount"],
     "properties": {"inject": {"const": "trust"}, "side": {"type": "string"}, "amount": {"type": "number"}}
    }
   ]
  },
  "decision": {
   "type": "object",
   "additionalProperties": false,
   "required": ["side", "move"],
   "properties": {"side": {"type": "string"}, "move": {"type": "string"}}
  },
  "play": {
   "type": "object",
   "additionalProperties": false,
   "required": ["offramp_play", "scenario", "policy", "hash", "seed", "campaign", "seats", "entries"],
   "properties": {
    "offramp_play": {"const": 1},
    "scenario": {"type": "string"},
    "policy": {"type": "string"},
    "hash": {"type": "string"},
    "seed": {"type": "integer"},
    "campaign": {"type": "integer"},
    "seats": {"type": "array", "items": {"type": "string"}},
    "entries": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/decision"}, {"$ref": "#/$defs/injection"}]}}
   }
  }
 }
}
)json";
    // clang-format on
}

}  // namespace offramp
