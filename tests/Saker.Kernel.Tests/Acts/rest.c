/* What no other act does: each call with success and with failure. */
#include "act.h"
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/resource.h>
#include <time.h>

static void files(void)
{
	char bytes[8] = "12345678";
	long file = DO("file", SYS_openat, AT_FDCWD, "rest", O_RDWR | O_CREAT | O_TRUNC, 0600);

	DO("write", SYS_write, file, bytes, sizeof(bytes));
	DO("write_failed", SYS_write, 999, bytes, sizeof(bytes));
	lseek(file, 0, SEEK_SET);
	DO("read", SYS_read, file, bytes, sizeof(bytes));
	DO("read_failed", SYS_read, 999, bytes, sizeof(bytes));
	lseek(file, 0, SEEK_SET);
	int pipes[2];
	pipe(pipes);
	told("pipe", pipes[1]);
	DO("splice", SYS_splice, file, NULL, pipes[1], NULL, 5, 3);
	DO("splice_failed", SYS_splice, 999, NULL, pipes[1], NULL, 5, 0);
	DO("fchown", SYS_fchown, file, 15, 16);
	DO("fchown_failed", SYS_fchown, 999, 15, 16);
	DO("fchownat_failed", SYS_fchownat, 999, "rest", 1, 2, 0);
	DO("fchmod_failed", SYS_fchmod, 999, 0640);
	DO("fchmodat_failed", SYS_fchmodat, 999, "rest", 0640);
	DO("mknodat_failed", SYS_mknodat, 999, "rest", S_IFREG | 0644, 0);
	DO("mkdirat_failed", SYS_mkdirat, 999, "made", 0755);
	DO("unlinkat_failed", SYS_unlinkat, 999, "rest", 0);
	DO("renameat_failed", SYS_renameat, 999, "a", 998, "b");
	DO("renameat2_failed", SYS_renameat2, 999, "a", 998, "b", 2);
	DO("linkat_failed", SYS_linkat, 999, "a", 998, "b", 0);
	DO("symlinkat_failed", SYS_symlinkat, "a", 999, "b");
	DO("dup3_failed", SYS_dup3, 999, 71, O_CLOEXEC);
	DO("memfd_create_failed", SYS_memfd_create, "failing", 0x800);
	DO("open_by_handle_at_failed", SYS_open_by_handle_at, 999, NULL, O_RDONLY);
	DO("userfaultfd_failed", SYS_userfaultfd, 1 << 20);
	DO("accept4_failed", SYS_accept4, 999, NULL, NULL, SOCK_CLOEXEC);
}

static void others(void)
{
	pid_t self = getpid();

	told("self", self);
	DO("kill", SYS_kill, self, 0);
	DO("kill_failed", SYS_kill, 1 << 22, SIGUSR1);
	DO("tkill", SYS_tkill, self, 0);
	DO("tkill_failed", SYS_tkill, 1 << 22, SIGUSR1);
	DO("tgkill", SYS_tgkill, self, self, 0);
	DO("tgkill_failed", SYS_tgkill, 1 << 22, 1 << 22, SIGUSR2);
	DO("setpgid", SYS_setpgid, 0, 0);
	DO("setsid_failed", SYS_setsid);
	long pidfd = syscall(SYS_pidfd_open, self, 0);
	told("pidfd", pidfd);
	DO("pidfd_getfd", SYS_pidfd_getfd, pidfd, 0, 0);
	DO("pidfd_getfd_failed", SYS_pidfd_getfd, pidfd, 999, 0);
	DO("prctl_failed", SYS_prctl, PR_SET_DUMPABLE, 999);
	/* BPF_PROG_GET_NEXT_ID: a number, not a descriptor */
	struct { unsigned from, next, flags; } next = { 0 };
	DO("bpf", SYS_bpf, 11, &next, sizeof(next));
}

static void lives(void)
{
	pid_t child = fork();

	if (child == 0) {
		char *args[] = { "true", "at", NULL };
		syscall(SYS_execveat, open("/bin", O_RDONLY | O_DIRECTORY), "true", args, NULL, 0);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	struct clone_args ask = { .exit_signal = SIGCHLD }, bad = { .flags = CLONE_THREAD };
	child = syscall(SYS_clone3, &ask, sizeof(ask));
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	DO("clone3_failed", SYS_clone3, &bad, sizeof(bad));
	DO("clone_failed", SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0);
	DO("execve_failed", SYS_execve, "/none", (char *[]){ "none", NULL }, NULL);
	DO("execveat_failed", SYS_execveat, 999, "none", (char *[]){ "none", "at", NULL }, NULL, 0);
}

static void without_rights(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_NPROC, &none);
	syscall(SYS_setresuid, 6543, 6543, 6543);
	DO("setgid_failed", SYS_setgid, 1);
	DO("setregid_failed", SYS_setregid, 1, 2);
	DO("setresgid_failed", SYS_setresgid, 1, 2, 3);
	DO("setresuid_failed", SYS_setresuid, 1, 2, 3);
}

static void filtered(void)
{
	DO("setreuid", SYS_setreuid, 0, 0);
	DO("seccomp_failed", SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL);
	DO("seccomp", SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL);
	syscall(SYS_exit, 0);
}

int main(int argc, char **argv)
{
	chdir(argv[1]);
	files();
	in_child(others);
	lives();
	in_child(without_rights);
	in_child(filtered);
	return 0;
}
