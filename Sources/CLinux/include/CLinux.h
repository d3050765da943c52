#ifndef GQN_CLINUX_H
#define GQN_CLINUX_H

// Calls that Glibc's Swift module leaves out, because its headers show them only to _GNU_SOURCE.

// Brings everything written to the file system of an open file to its disk: syncfs(2).
int gqn_syncfs(int descriptor);

#endif
