# SPDX-License-Identifier: Apache-2.0
# Installs BUILD into a fresh prefix under WORK, then configures, builds and runs project/ against it.
file(REMOVE_RECURSE ${WORK})
set(quiet OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIG} --prefix ${WORK}/prefix ${quiet})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/project -B ${WORK}/build -G ${GENERATOR}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_PREFIX_PATH=${WORK}/prefix
  ${quiet})
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build --config ${CONFIG} ${quiet})
execute_process(COMMAND ${WORK}/build/consumer COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/prefix/bin/offramp --version ${quiet})
foreach(file doc/offramp/LICENSE doc/offramp/NOTICE offramp/scenarios/us-china-2023.yaml man/man1/offramp.1 man/man1/offramp-fit-game.1
        bash-completion/completions/offramp zsh/vendor-completions/_offramp fish/vendor_completions.d/offramp.fish)
  if(NOT EXISTS ${WORK}/prefix/share/${file})
    message(FATAL_ERROR "share/${file} is not installed")
  endif()
endforeach()
