# Fills in a man page: cmake -DANCLOUD=… -DPART=commands -DVAR=MAN_COMMANDS -DIN=… -DOUT=… -DPROJECT_VERSION=… -P
execute_process(COMMAND ${ANCLOUD} internal man ${PART} OUTPUT_VARIABLE ${VAR} COMMAND_ERROR_IS_FATAL ANY)
file(READ ${IN} page)
string(CONFIGURE "${page}" page @ONLY)
file(WRITE ${OUT} "${page}")
