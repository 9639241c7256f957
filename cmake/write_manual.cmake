# SPDX-License-Identifier: Apache-2.0
# Writes into FOLDER what PROGRAM prints of itself: man/NAME.1, and completion for bash, zsh and fish under the names
# that these look for; last the file done.
#   cmake -DPROGRAM=... -DFOLDER=... -P write_manual.cmake
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/man ${FOLDER}/bash ${FOLDER}/zsh ${FOLDER}/fish)
execute_process(COMMAND ${PROGRAM} man --list OUTPUT_VARIABLE pages COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "\n$" "" pages "${pages}")
string(REPLACE "\n" ";" pages "${pages}")
foreach(page ${pages})
  execute_process(COMMAND ${PROGRAM} man ${page} OUTPUT_FILE ${FOLDER}/man/${page}.1 COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${PROGRAM} completion bash OUTPUT_FILE ${FOLDER}/bash/offramp COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PROGRAM} completion zsh OUTPUT_FILE ${FOLDER}/zsh/_offramp COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PROGRAM} completion fish OUTPUT_FILE ${FOLDER}/fish/offramp.fish COMMAND_ERROR_IS_FATAL ANY)
file(TOUCH ${FOLDER}/done)
