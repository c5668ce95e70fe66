/* Processes and threads made in all ways, and programs that they become. What the kernel counts all the time is "(any)". */
#include "act.h"
#include <linux/capability.h>
#include <linux/sched.h>
#include <sys/auxv.h>
#include <sys/resource.h>

static char **arguments;
extern char **environ;

/* Strings as events have them behind one another. */
static const char *joined(char **strings)
{
	static char text[2][8192];
	static int next;
	char *to = text[next++ & 1], *at = to;

	for (*to = 0; strings && *strings; strings++)
		at += sprintf(at, "%s\\0", *strings);
	return to;
}

/* What all these events tell of a task. */
static const char *situation(int tid, int pid, int parent)
{
	static char text[8192];
	char comm[16], *cwd = get_current_dir_name();
	struct rlimit files;

	prctl(PR_GET_NAME, comm);
	getrlimit(RLIMIT_NOFILE, &files);
	sprintf(text, "tid=%d pid=%d ptid=%d cwd=%s fdlimit=%lu pgft_maj=(any) pgft_min=(any) vm_size=(some) vm_rss=(any) vm_swap=0 comm=%s cgroups=(own)",
		tid, pid, parent, cwd, (unsigned long)files.rlim_cur, comm);
	free(cwd);
	return text;
}

/* What the events of an exec tell of the program that runs then. */
static const char *program(const char *flags)
{
	static char text[8192];
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct rights[2];
	struct stat file;
	char path[4096] = "";
	unsigned login = -1;
	int terminal = 0;
	FILE *stream = fopen("/proc/self/loginuid", "r");

	if (stream) {
		fscanf(stream, "%u", &login);
		fclose(stream);
	}
	stream = fopen("/proc/self/stat", "r");
	fscanf(stream, "%*d (%*[^)]) %*c %*d %*d %*d %d", &terminal);
	fclose(stream);
	syscall(SYS_capget, &header, rights);
	stat("/proc/self/exe", &file);
	readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *name = strncmp(path, "/memfd:", 7) ? path : path + 1, *deleted = strstr(path, " (deleted)");
	if (deleted)
		*deleted = 0;
#define BOTH(set) (rights[0].set | (unsigned long)rights[1].set << 32)
#define NANOSECONDS(time) (time.tv_sec * 1000000000UL + time.tv_nsec)
	sprintf(text, "tty=%d vpgid=%d loginuid=%u flags=%s cap_inheritable=%lu cap_permitted=%lu cap_effective=%lu exe_ino=%lu exe_ino_ctime=%lu "
		"exe_ino_mtime=%lu uid=%u trusted_exepath=%s pgid=%d gid=%u", terminal, getpgrp(), login, flags, BOTH(inheritable), BOTH(permitted),
		BOTH(effective), file.st_ino, NANOSECONDS(file.st_ctim), NANOSECONDS(file.st_mtim), geteuid(), name, getpgrp(), getegid());
	return text;
}

/* The program that has just begun tells of its own beginning; its first argument is the call that made it, but for scripts. */
static void say_executed(const char *call, const char *flags)
{
	char name[4200] = "";

	if (strcmp(call, "SYS_execveat"))
		sprintf(name, " filename=%s", (char *)getauxval(AT_EXECFN));
	SAY(0L, call, "res=0 exe=%s args=%s %s env=%s %s%s", arguments[0], joined(arguments + 1), situation(getpid(), getpid(), getppid()),
	    joined(environ), program(flags), name);
}

#define WRITABLE "EXE_WRITABLE"

#define EXECVE(path, argv, env, result, exe, args, filename)								\
	CASE((SYS_execve, path, argv, env), "res=" result " exe=" exe " args=%s %s env=%s %s filename=%s", args,		\
	     situation(getpid(), getpid(), getppid()), joined(env), program(WRITABLE), filename)
#define EXECVEAT(directory, path, argv, env, flags, result, exe, args)							\
	CASE((SYS_execveat, directory, path, argv, env, flags), "res=" result " exe=" exe " args=%s %s env=%s %s", args,		\
	     situation(getpid(), getpid(), getppid()), joined(env), program(WRITABLE))

static void not_executed(void)
{
	char *args[] = { "pretends", "to be", "", NULL }, *env[] = { "A=1", "LONG NAME=", NULL }, **none = NULL;
	char *nothing[] = { NULL };
	int here = open(".", O_RDONLY | O_DIRECTORY), plain = open("plain", O_RDONLY);

	EXECVE("none", args, env, "-ENOENT", "pretends", "to be\\0\\0", "none");
	EXECVE("plain", args, env, "-EACCES", "pretends", "to be\\0\\0", "plain");
	EXECVE(".", args, none, "-EACCES", "pretends", "to be\\0\\0", ".");
	EXECVE("plain/none", args, none, "-ENOTDIR", "pretends", "to be\\0\\0", "plain/none");
	EXECVE("circle", args, env, "-ELOOP", "pretends", "to be\\0\\0", "circle");
	EXECVE("garbage", args, env, "-ENOEXEC", "pretends", "to be\\0\\0", "garbage");
	EXECVE("lost-script", args, env, "-ENOENT", "pretends", "to be\\0\\0", "lost-script");
	EXECVE("", args, env, "-ENOENT", "pretends", "to be\\0\\0", "");
	EXECVE(NULL, args, env, "-EFAULT", "pretends", "to be\\0\\0", "(null)");
	EXECVE("none", none, none, "-ENOENT", "(null)", "", "none");
	EXECVE("none", nothing, nothing, "-ENOENT", "(null)", "", "none");
	EXECVEAT(here, "none", args, env, 0, "-ENOENT", "pretends", "to be\\0\\0");
	EXECVEAT(CLOSED, "none", args, none, 0, "-EBADF", "pretends", "to be\\0\\0");
	EXECVEAT(plain, "none", args, env, 0, "-ENOTDIR", "pretends", "to be\\0\\0");
	EXECVEAT(plain, "", args, env, AT_EMPTY_PATH, "-EACCES", "pretends", "to be\\0\\0");
	EXECVEAT(AT_FDCWD, "link", args, env, AT_SYMLINK_NOFOLLOW, "-ELOOP", "pretends", "to be\\0\\0");
	EXECVEAT(AT_FDCWD, "lives", args, env, 1, "-EINVAL", "pretends", "to be\\0\\0");
	EXECVEAT(here, NULL, none, none, 0, "-EFAULT", "(null)", "");
}

/* Lets a child become a program that says what it is. */
#define EXECUTED(...)			\
	do {				\
		fflush(stdout);		\
		if (fork() == 0) {	\
			syscall(__VA_ARGS__);	\
			_exit(1);	\
		}			\
		wait(NULL);		\
	} while (0)

static void executed(void)
{
	char *none[] = { NULL }, *env[] = { "ONE=1", "TWO=", "three words here", NULL };
	char *by_name[] = { "any name", "SYS_execve", WRITABLE, "", "last", NULL }, *alone[] = { "", "SYS_execve", WRITABLE, NULL };
	char *by_descriptor[] = { "at", "SYS_execveat", WRITABLE, NULL }, *from_memory[] = { "memory", "SYS_execveat", WRITABLE "|EXE_FROM_MEMFD", NULL };
	char *scripted[] = { "forgotten", "argument", NULL };
	int here = open(".", O_RDONLY | O_DIRECTORY), self = open("lives", O_RDONLY), memory = memfd_create("payload", 0);
	struct stat status;

	fstat(self, &status);
	for (off_t at = 0; at < status.st_size;)
		syscall(SYS_sendfile, memory, self, &at, status.st_size - at);
	EXECUTED(SYS_execve, "./lives", by_name, env);
	EXECUTED(SYS_execve, "link", alone, none);
	EXECUTED(SYS_execve, "./script", scripted, env);
	EXECUTED(SYS_execveat, AT_FDCWD, "./lives", by_name, env, 0);
	EXECUTED(SYS_execveat, here, "lives", by_descriptor, env, 0);
	EXECUTED(SYS_execveat, self, "", by_descriptor, none, AT_EMPTY_PATH);
	EXECUTED(SYS_execveat, memory, "", from_memory, env, AT_EMPTY_PATH);
}

/* A task that was made: its numbers, the flags of its making, and the numbers that it has in a namespace of its own. */
static void say_made(const char *call, int tid, int pid, int parent, const char *flags, int vtid, int vpid)
{
	SAY(0L, call, "res=0 exe=%s args=%s %s flags=%s uid=%u gid=%u vtid=%d vpid=%d pidns_init_start_ts=(any)", arguments[0], joined(arguments + 1),
	    situation(tid, pid, parent), flags, geteuid(), getegid(), vtid, vpid);
}

static int at_once(void *unused)
{
	syscall(SYS_exit, 0);
	return 0;
}

static void cloned(unsigned long flags, const char *told)
{
	static char stack[1 << 16] __attribute__((aligned(16)));
	int own = flags & CLONE_NEWPID ? 1 : 0, settled;
	int child = clone(at_once, stack + sizeof(stack), flags, NULL, &settled, NULL, &settled);
	int pid = flags & CLONE_THREAD ? getpid() : child;

	say_made("SYS_clone", child, pid, flags & (CLONE_PARENT | CLONE_THREAD) ? getppid() : getpid(), told, own ? own : child, own ? own : pid);
	if (!(flags & (CLONE_PARENT | CLONE_THREAD)))
		waitpid(child, NULL, __WALL);
}

#define CLONE3(told, ...)								\
	do {										\
		struct clone_args asked = { __VA_ARGS__ };				\
		int child = syscall(SYS_clone3, &asked, sizeof(asked));			\
											\
		if (child == 0)								\
			_exit(0);							\
		say_made("SYS_clone3", child, child, asked.flags & CLONE_PARENT ? getppid() : getpid(), told,		\
			 asked.flags & CLONE_NEWPID ? 1 : child, asked.flags & CLONE_NEWPID ? 1 : child);		\
		waitpid(child, NULL, __WALL);						\
	} while (0)

static void made(void)
{
	int pidfd;

	cloned(SIGCHLD, "0");
	cloned(0, "0");
	cloned(CLONE_FS | CLONE_FILES | SIGCHLD, "CLONE_FS|CLONE_FILES");
	cloned(CLONE_VM | CLONE_VFORK | SIGCHLD, "CLONE_VM|CLONE_VFORK");
	cloned(CLONE_VM | CLONE_SIGHAND | SIGCHLD, "CLONE_VM|CLONE_SIGHAND");
	cloned(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM");
	cloned(CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, "CLONE_PARENT_SETTID|CLONE_CHILD_SETTID|CLONE_CHILD_CLEARTID");
	cloned(CLONE_PTRACE | CLONE_UNTRACED | CLONE_IO | SIGCHLD, "CLONE_PTRACE|CLONE_UNTRACED|CLONE_IO");
	cloned(CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD, "CLONE_NEWUTS|CLONE_NEWIPC");
	cloned(CLONE_NEWNS | CLONE_NEWCGROUP | SIGCHLD, "CLONE_NEWNS|CLONE_NEWCGROUP");
	cloned(CLONE_NEWPID | SIGCHLD, "CLONE_NEWPID|CLONE_CHILD_IN_PIDNS");
	CLONE3("0", .exit_signal = SIGCHLD);
	CLONE3("CLONE_FILES", .flags = CLONE_FILES, .exit_signal = SIGURG);
	CLONE3("CLONE_NEWPID|CLONE_NEWUTS|CLONE_CHILD_IN_PIDNS", .flags = CLONE_NEWPID | CLONE_NEWUTS, .exit_signal = SIGCHLD);
	CLONE3("CLONE_NEWNET", .flags = CLONE_NEWNET, .exit_signal = SIGCHLD);
	CLONE3("CLONE_FS", .flags = CLONE_FS | CLONE_PIDFD, .pidfd = (unsigned long)&pidfd);
#ifdef SYS_fork
	int child = syscall(SYS_fork);
	if (child == 0)
		_exit(0);
	say_made("SYS_fork", child, child, getpid(), "0", child, child);
	waitpid(child, NULL, 0);
	child = vfork();
	if (child == 0)
		_exit(0);
	say_made("SYS_vfork", child, child, getpid(), "CLONE_VM|CLONE_VFORK", child, child);
	waitpid(child, NULL, 0);
#endif
}

#define NOT_MADE(result, flags, name, ...)										\
	CASE((SYS_##name, ##__VA_ARGS__), "res=" result " exe=(null) args= %s flags=" flags " uid=%u gid=%u vtid=%d vpid=%d pidns_init_start_ts=0",	\
	     situation(getpid(), getpid(), getppid()), geteuid(), getegid(), getpid(), getpid())

#define ASKED(...) (&(struct clone_args){ __VA_ARGS__ }), sizeof(struct clone_args)

static void not_made(void)
{
	NOT_MADE("-EINVAL", "CLONE_THREAD", clone, CLONE_THREAD, 0, 0, 0, 0);
	NOT_MADE("-EINVAL", "CLONE_NEWNS|CLONE_FS", clone, CLONE_NEWNS | CLONE_FS, 0, 0, 0, 0);
	NOT_MADE("-EINVAL", "CLONE_NEWIPC|CLONE_SYSVSEM", clone, CLONE_NEWIPC | CLONE_SYSVSEM, 0, 0, 0, 0);
	NOT_MADE("-EINVAL", "CLONE_SIGHAND", clone3, ASKED(.flags = CLONE_SIGHAND));
	NOT_MADE("-EINVAL", "CLONE_VFORK", clone3, ASKED(.flags = CLONE_VFORK, .exit_signal = 999));
	NOT_MADE("-EINVAL", "CLONE_FILES", clone3, ASKED(.flags = CLONE_FILES, .stack = 4096));
	NOT_MADE("-EFAULT", "CLONE_IO", clone3, ASKED(.flags = CLONE_IO, .set_tid = 8, .set_tid_size = 1));
	NOT_MADE("-EFAULT", "0", clone3, NULL, 64L);
	NOT_MADE("-EINVAL", "0", clone3, NULL, 3L);
	NOT_MADE("-E2BIG", "0", clone3, NULL, 1L << 20);
}

static void not_made_without_rights(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_NPROC, &none);
	syscall(SYS_setresgid, 7654, 7654, 7654);
	syscall(SYS_setresuid, 6543, 6543, 6543);
	NOT_MADE("!", "CLONE_NEWNET", clone, CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0);
	NOT_MADE("-EAGAIN", "0", clone3, ASKED(.exit_signal = SIGCHLD));
#ifdef SYS_fork
	NOT_MADE("-EAGAIN", "0", fork);
	NOT_MADE("-EAGAIN", "0", vfork);
#endif
}

static void written(const char *path, const char *text, int mode)
{
	int file = open(path, O_WRONLY | O_CREAT, mode);

	write(file, text, strlen(text));
	close(file);
}

/* Becomes a copy in a file system without layers, so that it is known what there is to say of the file. */
static void begin(const char *directory)
{
	int from = open("/proc/self/exe", O_RDONLY), to, ended;
	struct stat status;

	work_in(directory);
	to = open("lives", O_WRONLY | O_CREAT, 0700);
	fstat(from, &status);
	for (off_t at = 0; at < status.st_size;)
		syscall(SYS_sendfile, to, from, &at, status.st_size - at);
	close(to);
	written("plain", "plain", 0600);
	written("garbage", "neither program nor script", 0700);
	written("script", "#!./lives SYS_execve\n", 0700);
	written("lost-script", "#!/no/such/interpreter\n", 0700);
	symlink("circle", "circle");
	symlink("lives", "link");
	/* In a child, since a parent of several threads would not know which of them it is. */
	if (fork() == 0) {
		execv("./lives", (char *[]){ "./lives", "SYS_execve", WRITABLE, "all of it", NULL });
		_exit(1);
	}
	wait(&ended);
	exit(ended ? 1 : 0);
}

int main(int argc, char **argv)
{
	arguments = argv;
	if (argc == 2)
		begin(argv[1]);
	say_executed(argv[1], argc > 3 && strcmp(argv[2], "./script") == 0 ? WRITABLE : argv[2]);
	if (strcmp(argv[argc - 1], "all of it"))
		return 0;
	not_executed();
	executed();
	made();
	not_made();
	in_child(not_made_without_rights);
	return 0;
}
