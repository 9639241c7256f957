// SPDX-License-Identifier: Apache-2.0
#include "cli/play_terminal.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>

#include "analysis/atomic_file.hpp"
#include "analysis/play/move_worth.hpp"
#include "analysis/play/play_document.hpp"
#include "analysis/play/review.hpp"
#include "cli/exit_code.hpp"
#include "cli/play_text.hpp"
#include "cli/terminal.hpp"
#include "engine/base/error.hpp"
#include "engine/base/nearest_name.hpp"

namespace offramp::cli {

namespace {

constexpr const char* kHelp =
    "\n"
    "  NUMBER or NAME   answers with that option\n"
    "  w                what each option is worth, from the solved game\n"
    "  rule             does what the scenario's own rule would do; auto: for the rest of this crisis\n"
    "  u                takes back your last decision\n"
    "  h                all that you know of what has happened\n"
    "  l                looks at the situation again\n"
    "  r                reviews your decisions so far\n"
    "  s FILE           saves; offramp play SCENARIO --resume FILE goes on from there\n"
    "  t                tells the whole truth, once the campaign is over\n"
    "  q                leaves\n";

void on_interrupt(int) {}

/// While it lives, Ctrl-C ends the wait for a line and not the program. Elsewhere it is held back, so that
/// none is lost between the prompt and the wait.
class InterruptedReads {
  public:
    InterruptedReads() {
        struct sigaction action = {};
        action.sa_handler = on_interrupt;
        sigaction(SIGINT, &action, &before_);
        sigset_t interrupt;
        sigemptyset(&interrupt);
        sigaddset(&interrupt, SIGINT);
        pthread_sigmask(SIG_BLOCK, &interrupt, &mask_before_);
    }
    ~InterruptedReads() {
        pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
        sigaction(SIGINT, &before_, nullptr);
    }
    InterruptedReads(const InterruptedReads&) = delete;
    InterruptedReads& operator=(const InterruptedReads&) = delete;
    InterruptedReads(InterruptedReads&&) = delete;
    InterruptedReads& operator=(InterruptedReads&&) = delete;

  private:
    struct sigaction before_ = {};
    sigset_t mask_before_{};
};

/// Whether there is something to read; false where Ctrl-C came first.
bool wait_for_input() {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    sigdelset(&mask, SIGINT);
    pollfd input = {STDIN_FILENO, POLLIN, 0};
    return ::ppoll(&input, 1, nullptr, &mask) > 0;
}

/// Lines from standard input.
class Keyboard {
  public:
    /// Nothing where the input has ended or was interrupted.
    std::optional<std::string> line() {
        for (;;) {
            const std::size_t end = waiting_.find('\n');
            if (end != std::string::npos) {
                std::string line = waiting_.substr(0, end);
                waiting_.erase(0, end + 1);
                return line;
            }
            std::array<char, 4096> buffer{};
            const ssize_t size = wait_for_input() ? ::read(STDIN_FILENO, buffer.data(), buffer.size()) : -1;
            if (size <= 0) {
                waiting_.clear();
                return std::nullopt;
            }
            waiting_.append(buffer.data(), static_cast<std::size_t>(size));
            if (waiting_.size() > kLongest) waiting_ = "\n";
        }
    }

  private:
    static constexpr std::size_t kLongest = 1U << 16U;  // what is longer was no answer
    std::string waiting_;
};

std::string trimmed(const std::string& line) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

class Game {
  public:
    Game(PlaySession& session, const std::shared_ptr<TableLibrary>& tables, const TerminalPlay& how)
        : session_(session), solved_(session.model(), tables), how_(how) {}

    void play() {
        if (!how_.save.empty())
            save(how_.save);  // that it cannot be written is known before anything is decided
        print(welcome_text(session_, how_.style.width));
        look();
        Keyboard keyboard;
        int ends = 0;
        bool leaves = false;
        while (!leaves && ends < 2) {
            print(fmt::format("\n{}> ", prompt()));
            const std::optional<std::string> line = keyboard.line();
            if (!line) {
                print("\n");
                if (++ends == 1) complain("offramp: q leaves the game; the same again leaves it as well\n");
                continue;
            }
            ends = 0;
            try {
                leaves = !answer(trimmed(*line));
            } catch (const InputError& error) {
                for (const Diagnostic& problem : error.diagnostics()) print("  " + to_string(problem) + '\n');
            } catch (const RuntimeFailure& failure) {
                print(fmt::format("  {}\n", failure.what()));
            }
        }
        if (!is_saved_) save(how_.save);
    }

  private:
    std::string prompt() const {
        const auto& asked = session_.question();
        return asked ? session_.model().names.actors[at(asked->view.side)] : "over";
    }

    const SeatQuestion& asked() const {
        const auto& question = session_.question();
        if (!question)
            throw InputError({}, "nothing is asked: the campaign is over", "? tells what can be typed");
        return *question;
    }

    void look() const { print(situation_text(session_, how_.style)); }

    void went_on() {
        look();
        if (!how_.save.empty()) {
            is_saved_ = false;  // until it is, which is tried again when the game is left
            save(how_.save);
            is_saved_ = true;
        }
        if (!session_.question()) show_review();
    }

    void save(const std::string& path) const {
        AtomicFile file(path);
        file.write(play_document(session_).dump(2) + '\n');
        file.commit();
    }

    void show_review() {
        constexpr std::size_t kTold = 5;
        std::vector<ReviewedDecision> decisions = review(session_, solved_);
        if (const auto& asked = session_.question()) {  // who shares the terminal is not shown the other's
            const int side = asked->view.side;
            std::erase_if(decisions, [&](const ReviewedDecision& d) { return d.question.view.side != side; });
        }
        std::vector<std::size_t> dearest = dearest_first(decisions);
        const std::size_t costly = dearest.size();
        dearest.resize(std::min(costly, kTold));
        std::vector<ReviewedDecision> told;
        for (const std::size_t k : dearest) {
            look_ahead(decisions[k], solved_, how_.rung);
            told.push_back(decisions[k]);
        }
        print(review_text(session_.model(), {decisions.size(), costly, told}, how_.rung, how_.style.width));
    }

    void show_odds() {
        const SeatQuestion& asked = this->asked();
        print(odds_text(session_.model(), asked, worth_of_moves(asked, solved_.of(asked.view), how_.rung),
                        how_.rung, how_.style.colour));
    }

    void tell_truth() const {
        if (session_.question()) throw InputError({}, "the truth is told when the campaign is over");
        const Model& m = session_.model();
        print(tell_story(session_.record(), m.titles,
                         {.scenario = m.scenario_title.empty() ? m.scenario_name : m.scenario_title,
                          .policy = m.policy_name,
                          .seed = session_.setup().seed},
                         how_.style));
    }

    void take_back() {
        if (session_.entries().empty()) throw InputError({}, "there is no decision to take back");
        session_.rewind(session_.entries().size() - 1);
        went_on();
    }

    void decide(const std::string& text) {
        const std::vector<std::string>& answers = asked().answers;
        std::size_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = problem == std::errc{} && end == text.data() + text.size();
        const bool is_option = is_number && number >= 1 && number <= answers.size();
        if (!is_option && text != PlaySession::kByRule && std::ranges::find(answers, text) == answers.end()) {
            const std::string_view nearest = nearest_name(text, answers);
            throw InputError({}, fmt::format("'{}' is no option here", text),
                             nearest.empty()
                                 ? fmt::format("a number from 1 to {}; ? tells the rest", answers.size())
                                 : fmt::format("did you mean '{}'?", nearest));
        }
        session_.act(is_option ? answers[number - 1] : text);
        went_on();
    }

    void leave_to_rule() {
        const int crisis = asked().view.crisis;
        session_.act_by_rule([&](const SeatQuestion& asked) { return asked.view.crisis == crisis; });
        went_on();
    }

    /// False: the game is left.
    bool answer(const std::string& text) {
        if (text.empty()) return true;
        if (text == "q") return false;
        if (text == "?") {
            print(kHelp);
        } else if (text == "w") {
            show_odds();
        } else if (text == "u") {
            take_back();
        } else if (text == "h") {
            print(history_text(session_, how_.style));
        } else if (text == "l") {
            look();
        } else if (text == "r") {
            show_review();
        } else if (text == "t") {
            tell_truth();
        } else if (text == "auto") {
            leave_to_rule();
        } else if (text == "s" || text.starts_with("s ")) {
            const std::string path = text == "s" ? how_.save : trimmed(text.substr(2));
            if (path.empty()) throw InputError({}, "the file to save to is missing", "s FILE");
            save(path);
            print(fmt::format("  saved to {}\n", path));
        } else {
            decide(text);
        }
        return true;
    }

    PlaySession& session_;
    SolvedCrises solved_;
    TerminalPlay how_;
    bool is_saved_ = true;  // where every decision is to be
};

}  // namespace

int play_in_terminal(PlaySession& session, const std::shared_ptr<TableLibrary>& tables,
                     const TerminalPlay& how) {
    const InterruptedReads interrupted_reads;
    Game(session, tables, how).play();
    return kDone;
}

}  // namespace offramp::cli
