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
		SAY(outcome < 0 ? (long)-errno : outcome, #call, __VA_ARGS__);	\
		outcome;							\
	})

/* Another event of the call before. */
#define ALSO(call, ...) SAY(0L, #call, __VA_ARGS__)

#define SAY(result, call, ...)							\
	do {									\
		printf("case\t%ld\t%s\t", (long)(result), call);			\
		printf(__VA_ARGS__);						\
		putchar('\n');							\
		fflush(stdout);							\
	} while (0)

/* Device and number of an open file, 0 when it is none. */
static inline unsigned long long device_of(long descriptor)
{
	struct stat status = {};

	fstat(descriptor, &status);
	return status.st_dev;
}

static inline unsigned long long inode_of(long descriptor)
{
	struct stat status = {};

	fstat(descriptor, &status);
	return status.st_ino;
}

/* The port of a socket of either internet family. */
static inline int port_of(int socket)
{
	struct sockaddr_in6 address;
	socklen_t size = sizeof(address);

	getsockname(socket, (struct sockaddr *)&address, &size);
	return ntohs(address.sin6_port);
}

/* Bytes in the notation of the acts; the text lasts until the next. */
static inline const char *hex(const void *bytes, int size)
{
	static char text[512];

	for (int i = 0; i < size; i++)
		sprintf(text + 2 * i, "%02x", ((const unsigned char *)bytes)[i]);
	return text;
}

/* No descriptor has this number. */
#define CLOSED 999

/* Works in a directory that has a file system without layers, whatever the directory is on. */
static inline void work_in(const char *directory)
{
	unshare(CLONE_NEWNS);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	mount("cases", directory, "tmpfs", 0, "mode=0755");
	chdir(directory);
	umask(0);
}

/* Does something that would spoil the process for what comes later. */
static inline void in_child(void (*act)(void))
{
	int status;

	fflush(stdout);
	pid_t child = fork();

	if (child == 0) {
		act();
		_exit(0);
	}
	waitpid(child, &status, 0);
	if (!WIFEXITED(status))
		abort();
}
