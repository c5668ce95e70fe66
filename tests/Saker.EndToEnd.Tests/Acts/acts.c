/* The acts that no ordinary program does on request. acts NAME [ARGUMENT...]; exit code 0 when the act was done. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Attaches to a child that waits, and lets it go. */
static int attach(void)
{
	pid_t child = fork();

	if (child == 0) {
		pause();
		_exit(0);
	}
	int failed = ptrace(PTRACE_ATTACH, child, NULL, NULL);
	int status;

	if (!failed)
		waitpid(child, &status, 0);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return failed != 0;
}

static int traceme(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0;
}

/* Runs a copy of a program from memory. */
static int memfd_exec(const char *path)
{
	char buffer[65536];
	ssize_t n;
	int from = open(path, O_RDONLY);
	int to = syscall(SYS_memfd_create, "saker-act", 0);
	char *arguments[] = { "memory-program", NULL };
	char *environment[] = { NULL };

	if (from < 0 || to < 0)
		return 1;
	while ((n = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, n) != n)
			return 1;
	fexecve(to, arguments, environment);
	return 1;
}

/* Opens a file through io_uring: no open call is made. */
static int uring_read(const char *path)
{
	struct io_uring_params p = { 0 };
	int ring = syscall(SYS_io_uring_setup, 1, &p);

	if (ring < 0)
		return 1;
	char *sq = mmap(NULL, p.sq_off.array + p.sq_entries * sizeof(unsigned int), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *sqe = mmap(NULL, p.sq_entries * sizeof(*sqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);

	if (sq == MAP_FAILED || sqe == MAP_FAILED)
		return 1;
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_OPENAT;
	sqe->fd = AT_FDCWD;
	sqe->addr = (unsigned long)path;
	sqe->open_flags = O_RDONLY;
	*(unsigned int *)(sq + p.sq_off.array) = 0;
	__atomic_store_n((unsigned int *)(sq + p.sq_off.tail), 1, __ATOMIC_RELEASE);
	return syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1;
}

/* Duplicates and closes a descriptor as often as it can, until it is told to end; says how often. */
static volatile sig_atomic_t ended;

static void end(int signal)
{
	ended = 1;
}

static int flood(void)
{
	unsigned long calls = 0;
	struct sigaction action = { .sa_handler = end };

	sigaction(SIGTERM, &action, NULL);
	while (!ended) {
		int copy = dup(0);

		if (copy < 0 || close(copy))
			return 1;
		calls += 2;
	}
	printf("%lu\n", calls);
	return 0;
}

int main(int argc, char **argv)
{
	const char *act = argc > 1 ? argv[1] : "";

	if (!strcmp(act, "attach"))
		return attach();
	if (!strcmp(act, "traceme"))
		return traceme();
	if (!strcmp(act, "flood"))
		return flood();
	if (!strcmp(act, "uring-read") && argc > 2)
		return uring_read(argv[2]);
	if (!strcmp(act, "memfd-exec") && argc > 2)
		return memfd_exec(argv[2]);
	fprintf(stderr, "acts: no act '%s'\n", act);
	return 2;
}
