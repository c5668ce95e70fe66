/* Lives of processes; which one is the first argument. */
#include "act.h"
#include <pthread.h>
#include <linux/sched.h>
#include <spawn.h>

static char **arguments;

static void double_fork(void)
{
	if (fork() == 0) {
		if (fork() == 0) {
			while (getppid() == atoi(arguments[2]))
				;
			_exit(7);
		}
		_exit(0);
	}
	wait(NULL);
}

static void *execute(void *unused)
{
	char *args[] = { "from-thread", "x", NULL };

	execv("/bin/true", args);
	return unused;
}

static void thread_exec(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, execute, NULL);
	pthread_join(thread, NULL);
}

static void vforks(void)
{
	pid_t child = vfork();

	if (child == 0) {
		execl("/bin/true", "true", "vforked", NULL);
		_exit(1);
	}
	told("child", child);
	waitpid(child, NULL, 0);
}

static void clone3s(void)
{
	struct clone_args args = { .exit_signal = SIGCHLD, .flags = CLONE_NEWPID };
	pid_t child = syscall(SYS_clone3, &args, sizeof(args));

	if (child == 0)
		_exit(getpid());
	told("child", child);
	waitpid(child, NULL, 0);
}

static void fails(void)
{
	char *args[] = { "no-such", "argument one", "two", NULL };
	char *env[] = { "A=1", "B=2", NULL };

	DO("execve", SYS_execve, "/no/such/program", args, env);
	DO("clone", SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0);
	DO("execveat", SYS_execveat, AT_FDCWD, "/etc/hostname", args, env, 0);
}

static void by_descriptor(void)
{
	int fd = memfd_create("payload", 0);
	int source = open("/bin/true", O_RDONLY);
	char buffer[65536];
	ssize_t size;

	while ((size = read(source, buffer, sizeof(buffer))) > 0)
		write(fd, buffer, size);
	char *args[] = { "kworker", NULL };
	char *env[] = { NULL };
	DO("execveat", SYS_execveat, fd, "", args, env, AT_EMPTY_PATH);
}

/* Makes a process with the number of one that has just ended: the kernel lets a namespace's owner choose. */
static void reuses(void)
{
	pid_t first = fork();

	if (first == 0)
		_exit(1);
	waitpid(first, NULL, 0);
	told("first", first);
	struct clone_args args = { .exit_signal = SIGCHLD, .set_tid = (unsigned long)&first, .set_tid_size = 1 };
	pid_t second = syscall(SYS_clone3, &args, sizeof(args));

	if (second == 0)
		_exit(2);
	told("second", second);
	waitpid(second, NULL, 0);
}

static void signalled(void)
{
	if (fork() == 0) {
		raise(SIGKILL);
	}
	wait(NULL);
}

/* Forks as fast as it can; each child executes something. */
static void many(void)
{
	for (int i = 0; i < atoi(arguments[2]); i++) {
		if (fork() == 0) {
			execl("/bin/true", "true", NULL);
			_exit(1);
		}
	}
	while (wait(NULL) > 0)
		;
}

/* As many small events as it is told to make. */
static void floods(void)
{
	for (int i = 0; i < atoi(arguments[2]); i++)
		syscall(SYS_fchmodat, AT_FDCWD, "/no/such/file", 0);
}

/* As many calls that nobody watches. */
static void asks(void)
{
	for (int i = 0; i < atoi(arguments[2]); i++)
		syscall(SYS_getppid);
}

static void waits(void)
{
	printf("ready\n");
	fflush(stdout);
	getchar();
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*act)(void);
	} acts[] = {
		{ "double_fork", double_fork }, { "thread_exec", thread_exec }, { "vfork", vforks }, { "clone3", clone3s },
		{ "fails", fails }, { "by_descriptor", by_descriptor }, { "reuses", reuses }, { "signalled", signalled },
		{ "many", many }, { "floods", floods }, { "asks", asks }, { "waits", waits },
	};

	arguments = argv;
	if (argc > 1 && !strcmp(argv[1], "double_fork")) {
		static char self[16];

		sprintf(self, "%d", getpid());
		arguments = (char *[]){ argv[0], argv[1], self, NULL };
	}
	for (unsigned i = 0; i < sizeof(acts) / sizeof(*acts); i++) {
		if (argc > 1 && !strcmp(argv[1], acts[i].name))
			acts[i].act();
	}
	return 0;
}
