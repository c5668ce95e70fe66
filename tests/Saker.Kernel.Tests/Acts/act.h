/* What all acts share: each call is made by number, and its result is told under a name. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

static inline long told(const char *name, long result)
{
	printf("%s %ld\n", name, result < 0 ? (long)-errno : result);
	fflush(stdout);
	return result;
}

#define DO(name, number, ...) told(name, syscall(number, ##__VA_ARGS__))

/*
 * Makes a call, and says what the event of it must tell: every parameter, as "name=value", in a notation that ExpectedValue.cs explains.
 * The format is filled in after the call.
 */
#define CASE(call, ...)								\
	({									\
		long outcome = syscall call;					\
										\
		printf("case\t%ld\t%s\t", outcome < 0 ? (long)-errno : outcome, #call); \
		printf(__VA_ARGS__);						\
		putchar('\n');							\
		fflush(stdout);							\
		outcome;							\
	})

/* Does something that would spoil the process for what comes later. */
static inline void in_child(void (*act)(void))
{
	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		act();
		_exit(0);
	}
	waitpid(child, NULL, 0);
}
