/* Who a process is, what it may do, whom it may signal and trace, and the keys that it holds. */
#include "act.h"
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <sys/sysmacros.h>

#define NOBODY (1 << 22)

static void as_root(void)
{
	CASE((SYS_setresuid, -1, -1, -1), "res=0 ruid=0xffffffff euid=0xffffffff suid=0xffffffff");
	CASE((SYS_setresgid, -1, -1, 12), "res=0 rgid=0xffffffff egid=0xffffffff sgid=12");
	CASE((SYS_setreuid, -1, -1), "res=0 ruid=0xffffffff euid=0xffffffff");
	CASE((SYS_setregid, 13, -1), "res=0 rgid=13 egid=0xffffffff");
	CASE((SYS_setuid, 0), "res=0 uid=0");
	CASE((SYS_setgid, 14), "res=0 gid=14");
	CASE((SYS_setuid, -1), "res=-EINVAL uid=0xffffffff");
	CASE((SYS_setgid, -1), "res=-EINVAL gid=0xffffffff");
	CASE((SYS_getgid), "gid=14");
	CASE((SYS_getegid), "egid=14");
	CASE((SYS_getuid), "uid=0");
	CASE((SYS_geteuid), "euid=0");
}

static void as_another(void)
{
	unsigned ids[3];

	CASE((SYS_setresgid, 101, 102, 103), "res=0 rgid=101 egid=102 sgid=103");
	CASE((SYS_setresuid, 4000000001u, 202, 203), "res=0 ruid=4000000001 euid=202 suid=203");
	CASE((SYS_getresuid, ids, ids + 1, ids + 2), "res=0 ruid=4000000001 euid=202 suid=203");
	CASE((SYS_getresgid, ids, ids + 1, ids + 2), "res=0 rgid=101 egid=102 sgid=103");
	CASE((SYS_getresuid, ids, NULL, ids), "res=-EFAULT ruid=4000000001 euid=0 suid=4000000001");
	CASE((SYS_getresgid, NULL, ids, ids), "res=-EFAULT rgid=0 egid=4000000001 sgid=4000000001");
	CASE((SYS_getuid), "uid=4000000001");
	CASE((SYS_geteuid), "euid=202");
	CASE((SYS_getgid), "gid=101");
	CASE((SYS_getegid), "egid=102");
	CASE((SYS_setuid, 203), "res=0 uid=203");
	CASE((SYS_setuid, 0), "res=-EPERM uid=0");
	CASE((SYS_setgid, 103), "res=0 gid=103");
	CASE((SYS_setgid, 0), "res=-EPERM gid=0");
	CASE((SYS_setreuid, 0, 203), "res=-EPERM ruid=0 euid=203");
	CASE((SYS_setregid, -1, 101), "res=0 rgid=0xffffffff egid=101");
	CASE((SYS_setregid, 5, 6), "res=-EPERM rgid=5 egid=6");
	CASE((SYS_setresuid, -1, 4000000001u, -1), "res=0 ruid=0xffffffff euid=4000000001 suid=0xffffffff");
	CASE((SYS_setresuid, 1, 2, 3), "res=-EPERM ruid=1 euid=2 suid=3");
	CASE((SYS_setresgid, 0, 0, 0), "res=-EPERM rgid=0 egid=0 sgid=0");
	CASE((SYS_kill, 1, SIGTERM), "res=-EPERM pid=1 sig=15");
	CASE((SYS_chroot, "/"), "res=-EPERM path=/");
	CASE((SYS_unshare, CLONE_NEWUTS), "res=-EPERM flags=CLONE_NEWUTS");
	CASE((SYS_mount, "none", "/tmp", "tmpfs", 0, NULL), "res=-EPERM dev=none dir=/tmp type=tmpfs flags=0");
	CASE((SYS_umount2, "/", 0), "res=-EPERM name=/ flags=0");
	CASE((SYS_fchown, STDOUT_FILENO, 0, 0), "res=-EPERM fd=1 uid=0 gid=0");
	CASE((SYS_mknodat, AT_FDCWD, "/tmp/device", S_IFCHR, makedev(1, 3)), "res=-EPERM dirfd=AT_FDCWD path=/tmp/device mode=S_IFCHR dev=259");
}

#define CAPABILITIES(permitted, effective, inheritable, result, told) \
	CASE((SYS_capset, &header, ((struct __user_cap_data_struct[]){ { effective, permitted, inheritable }, {} })), "res=" result " cap_inheritable=" told)

static void with_fewer_rights(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3 }, old = { 0x12345678 }, other = { _LINUX_CAPABILITY_VERSION_3, 1 };

	CAPABILITIES(0xff, 0x21, 0x3, "0", "3 cap_permitted=0xff cap_effective=0x21");
	CAPABILITIES(0x1ff, 0x21, 0x3, "-EPERM", "3 cap_permitted=0xff cap_effective=0x21");
	CASE((SYS_capset, &old, NULL), "res=-EINVAL cap_inheritable=3 cap_permitted=0xff cap_effective=0x21");
	CASE((SYS_capset, &other, NULL), "res=! cap_inheritable=3 cap_permitted=0xff cap_effective=0x21");
	CAPABILITIES(0, 0, 0, "0", "0 cap_permitted=0 cap_effective=0");
	CASE((SYS_capset, NULL, NULL), "res=-EFAULT cap_inheritable=0 cap_permitted=0 cap_effective=0");
}

static void signals(void)
{
	int self = getpid();

	signal(SIGUSR1, SIG_IGN);
	CASE((SYS_kill, self, SIGUSR1), "res=0 pid=%d sig=10", self);
	CASE((SYS_kill, self, 65), "res=-EINVAL pid=%d sig=65", self);
	CASE((SYS_kill, -NOBODY, 0), "res=-ESRCH pid=-4194304 sig=0");
	CASE((SYS_tkill, self, SIGUSR1), "res=0 tid=%d sig=10", self);
	CASE((SYS_tkill, -1, SIGUSR1), "res=-EINVAL tid=-1 sig=10");
	CASE((SYS_tkill, self, 65), "res=-EINVAL tid=%d sig=65", self);
	CASE((SYS_tgkill, self, self, SIGUSR1), "res=0 pid=%d tid=%d sig=10", self, self);
	CASE((SYS_tgkill, 1, self, 0), "res=-ESRCH pid=1 tid=%d sig=0", self);
	CASE((SYS_tgkill, 0, self, 9), "res=-EINVAL pid=0 tid=%d sig=9", self);
}

static void groups(void)
{
	int self = getpid();

	CASE((SYS_setpgid, self, self), "res=0 pid=%d pgid=%d", self, self);
	CASE((SYS_setpgid, 0, -1), "res=-EINVAL pid=0 pgid=-1");
	CASE((SYS_setpgid, NOBODY, 0), "res=-ESRCH pid=4194304 pgid=0");
	CASE((SYS_setsid), "res=-EPERM");
	if (fork() == 0) {
		CASE((SYS_setsid), "res=%d", getpid());
		CASE((SYS_setpgid, 0, 0), "res=-EPERM pid=0 pgid=0");
		_exit(0);
	}
	wait(NULL);
}

#define PTRACE(request, address, data, result, told) \
	CASE((SYS_ptrace, request, child, address, data), "res=" result " addr=number:" told " pid=%d", child)

static void tracing(void)
{
	static long word = 77;
	long peeked, options = PTRACE_O_TRACESYSGOOD, message;
	pid_t child = fork();

	if (child == 0) {
		raise(SIGSTOP);
		for (;;)
			pause();
	}
	waitpid(child, NULL, WUNTRACED);
	PTRACE(PTRACE_SEIZE, 0L, options, "0", "0 data=number:1 request=PTRACE_SEIZE");
	PTRACE(PTRACE_SEIZE, 0L, options, "-EPERM", "0 data=number:0 request=PTRACE_SEIZE");
	PTRACE(PTRACE_INTERRUPT, 0L, 0L, "0", "0 data=number:0 request=PTRACE_INTERRUPT");
	waitpid(child, NULL, __WALL);
	CASE((SYS_ptrace, PTRACE_PEEKTEXT, child, &word, &peeked), "res=0 addr=number:%ld data=number:77 request=PTRACE_PEEKTEXT pid=%d", (long)&word, child);
	CASE((SYS_ptrace, PTRACE_POKEDATA, child, &word, 78L), "res=0 addr=number:%ld data=number:78 request=PTRACE_POKEDATA pid=%d", (long)&word, child);
	CASE((SYS_ptrace, PTRACE_PEEKDATA, child, &word, &peeked), "res=0 addr=number:%ld data=number:78 request=PTRACE_PEEKDATA pid=%d", (long)&word, child);
	PTRACE(PTRACE_PEEKDATA, 8L, &peeked, "-EIO", "0 data=number:0 request=PTRACE_PEEKDATA");
	PTRACE(PTRACE_SETOPTIONS, 0L, options, "0", "0 data=number:1 request=PTRACE_SETOPTIONS");
	PTRACE(PTRACE_SETOPTIONS, 0L, -1L, "-EINVAL", "0 data=number:0 request=PTRACE_SETOPTIONS");
	CASE((SYS_ptrace, PTRACE_GETEVENTMSG, child, 0L, &message), "res=0 addr=number:0 data=number:%ld request=PTRACE_GETEVENTMSG pid=%d", (long)&message, child);
	PTRACE(4242L, 5L, 6L, "-EIO", "0 data=number:0 request=PTRACE_UNKNOWN");
	PTRACE(PTRACE_CONT, 0L, 0L, "0", "0 data=signal:0 request=PTRACE_CONT");
	PTRACE(PTRACE_KILL, 0L, 0L, "0", "0 data=number:0 request=PTRACE_KILL");
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
	PTRACE(PTRACE_CONT, 0L, 0L, "-ESRCH", "0 data=number:0 request=PTRACE_CONT");
	PTRACE(PTRACE_ATTACH, 0L, 0L, "-ESRCH", "0 data=number:0 request=PTRACE_ATTACH");
	CASE((SYS_ptrace, PTRACE_ATTACH, getpid(), 0L, 0L), "res=-EPERM addr=number:0 data=number:0 request=PTRACE_ATTACH pid=%d", getpid());
	CASE((SYS_ptrace, PTRACE_TRACEME, 0, 0L, 0L), "res=0 addr=number:0 data=number:0 request=PTRACE_TRACEME pid=0");
}

#define PRCTL(option, argument, result, told) \
	CASE((SYS_prctl, option, argument, 0L, 0L, 0L), "res=" result " option=" #option " arg2_str=" told)

static void own_properties(void)
{
	char name[16];
	int reaper;

	CASE((SYS_prctl, PR_SET_NAME, "a name that is longer than sixteen"), "res=0 option=PR_SET_NAME arg2_str=a name that is longer than sixteen arg2_int=0");
	CASE((SYS_prctl, PR_GET_NAME, name), "res=0 option=PR_GET_NAME arg2_str=a name that is  arg2_int=0");
	CASE((SYS_prctl, PR_SET_NAME, NULL), "res=-EFAULT option=PR_SET_NAME arg2_str=(null) arg2_int=0");
	CASE((SYS_prctl, PR_GET_CHILD_SUBREAPER, &reaper), "res=0 option=PR_GET_CHILD_SUBREAPER arg2_str=(null) arg2_int=%d", reaper);
	PRCTL(PR_SET_CHILD_SUBREAPER, 5L, "0", "(null) arg2_int=5");
	PRCTL(PR_SET_DUMPABLE, 1L, "0", "(null) arg2_int=1");
	PRCTL(PR_GET_DUMPABLE, 9L, "1", "(null) arg2_int=9");
	PRCTL(PR_SET_KEEPCAPS, 1L, "0", "(null) arg2_int=1");
	PRCTL(PR_GET_KEEPCAPS, 0L, "1", "(null) arg2_int=0");
	PRCTL(PR_SET_KEEPCAPS, 2L, "-EINVAL", "(null) arg2_int=2");
	PRCTL(PR_CAPBSET_READ, 0L, "1", "(null) arg2_int=0");
	PRCTL(PR_CAPBSET_READ, 99L, "-EINVAL", "(null) arg2_int=99");
	PRCTL(PR_GET_SECCOMP, 0L, "0", "(null) arg2_int=0");
	PRCTL(PR_SET_NO_NEW_PRIVS, 1L, "0", "(null) arg2_int=1");
	PRCTL(PR_GET_NO_NEW_PRIVS, 0L, "1", "(null) arg2_int=0");
	PRCTL(PR_SET_NO_NEW_PRIVS, 0L, "-EINVAL", "(null) arg2_int=0");
	CASE((SYS_prctl, 4242, -3L), "res=-EINVAL option=4242 arg2_str=(null) arg2_int=-3");
	CASE((SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0L, &(unsigned){ SECCOMP_RET_ALLOW }), "res=0 op=2 flags=0");
	CASE((SYS_seccomp, SECCOMP_SET_MODE_STRICT, 1L, NULL), "res=-EINVAL op=0 flags=1");
	CASE((SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1L << 40, NULL), "res=! op=1 flags=0x10000000000");
	CASE((SYS_seccomp, 99, 0L, NULL), "res=-EINVAL op=99 flags=0");
}

#define NONE "number:0"
#define KEYCTL(operation, second, third, result, told) CASE((SYS_keyctl, operation, second, third, 7L, 8L), "res=" result " operation=" #operation " " told)

static void keys(void)
{
	long ring = CASE((SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL), "res=@ operation=KEYCTL_JOIN_SESSION_KEYRING arg2=hex:01 arg3=" NONE " arg4=" NONE " arg5=" NONE);
	KEYCTL(KEYCTL_GET_KEYRING_ID, -3L, 0L, "@", "arg2=number:-3 arg3=number:0 arg4=" NONE " arg5=" NONE);
	KEYCTL(KEYCTL_GET_KEYRING_ID, -99L, 1L, "-EINVAL", "arg2=number:-99 arg3=number:1 arg4=" NONE " arg5=" NONE);
	CASE((SYS_keyctl, KEYCTL_SETPERM, ring, 0x3f3f0000L), "res=0 operation=KEYCTL_SETPERM arg2=number:%ld arg3=number:0x3f3f0000 arg4=" NONE " arg5=" NONE, ring);
	CASE((SYS_keyctl, KEYCTL_SET_TIMEOUT, ring, 300), "res=0 operation=KEYCTL_SET_TIMEOUT arg2=number:%ld arg3=number:300 arg4=" NONE " arg5=" NONE, ring);
	CASE((SYS_keyctl, KEYCTL_CHOWN, ring, -1L, -1L), "res=0 operation=KEYCTL_CHOWN arg2=number:%ld arg3=number:-1 arg4=number:-1 arg5=" NONE, ring);
	CASE((SYS_keyctl, KEYCTL_DESCRIBE, ring, NULL, 0L), "res=@ operation=KEYCTL_DESCRIBE arg2=number:%ld arg3=number:0 arg4=number:0 arg5=" NONE, ring);
	CASE((SYS_keyctl, KEYCTL_SEARCH, ring, "user", NULL, 9L), "res=-EFAULT operation=KEYCTL_SEARCH arg2=number:%ld arg3=string:user arg4=hex:01 arg5=number:9", ring);
	CASE((SYS_keyctl, KEYCTL_CLEAR, ring), "res=0 operation=KEYCTL_CLEAR arg2=number:%ld arg3=" NONE " arg4=" NONE " arg5=" NONE, ring);
	KEYCTL(KEYCTL_UNLINK, 5L, 6L, "!", "arg2=number:5 arg3=number:6 arg4=" NONE " arg5=" NONE);
	KEYCTL(KEYCTL_SESSION_TO_PARENT, 5L, 6L, "@", "arg2=" NONE " arg3=" NONE " arg4=" NONE " arg5=" NONE);
	KEYCTL(KEYCTL_REJECT, 5L, 6L, "!", "arg2=number:5 arg3=number:6 arg4=number:7 arg5=number:8");
	CASE((SYS_keyctl, KEYCTL_RESTRICT_KEYRING, ring, "asymmetric", "builtin"), "res=! operation=KEYCTL_RESTRICT_KEYRING arg2=number:%ld arg3=string:asymmetric arg4=string:builtin arg5=" NONE, ring);
	CASE((SYS_keyctl, KEYCTL_INVALIDATE, ring), "res=@ operation=KEYCTL_INVALIDATE arg2=number:%ld arg3=" NONE " arg4=" NONE " arg5=" NONE, ring);
}

int main(int argc, char **argv)
{
	in_child(as_root);
	in_child(as_another);
	in_child(with_fewer_rights);
	in_child(signals);
	in_child(groups);
	in_child(tracing);
	in_child(own_properties);
	in_child(keys);
	return 0;
}
