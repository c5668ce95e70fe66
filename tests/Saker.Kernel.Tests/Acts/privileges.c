/* Changes who it is, what it may do and what it sees. */
#include "act.h"
#include <linux/capability.h>

static void namespaces(void)
{
	int ns = open("/proc/self/ns/mnt", O_RDONLY);

	told("ns", ns);
	DO("unshare", SYS_unshare, CLONE_NEWNS | CLONE_NEWUTS);
	DO("unshare_failed", SYS_unshare, 0x1);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	DO("mount", SYS_mount, "saker", "/mnt", "tmpfs", MS_NOSUID | MS_NODEV, "size=4k");
	DO("mount_failed", SYS_mount, "saker", "/nowhere", "tmpfs", 0xc0ed0000 | MS_RDONLY, NULL);
	DO("umount2", SYS_umount2, "/mnt", MNT_DETACH);
	DO("umount2_failed", SYS_umount2, "/nowhere", 0);
	DO("setns", SYS_setns, ns, CLONE_NEWNS);
	DO("setns_failed", SYS_setns, 999, CLONE_NEWNET);
	DO("chroot", SYS_chroot, "/tmp");
	DO("chroot_failed", SYS_chroot, "/nowhere");
}

static void identities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = { { .effective = 0xc1, .permitted = 0x1c1, .inheritable = 0x1 }, {} };

	DO("setsid", SYS_setsid);
	DO("setpgid_failed", SYS_setpgid, 0, 1);
	DO("setresgid", SYS_setresgid, 1001, 1002, 1003);
	DO("setregid", SYS_setregid, 1004, -1);
	DO("setgid", SYS_setgid, 1005);
	DO("capset", SYS_capset, &header, data);
	DO("capset_failed", SYS_capset, &header, NULL);
	DO("setresuid", SYS_setresuid, 2001, 2002, 2003);
	DO("setreuid_failed", SYS_setreuid, 0, -1);
}

static void user(void)
{
	DO("setuid", SYS_setuid, 3000);
	DO("setuid_failed", SYS_setuid, 0);
}

static void tracing(void)
{
	pid_t child = fork();

	if (child == 0) {
		pause();
		_exit(0);
	}
	told("tracee", child);
	DO("ptrace_attach", SYS_ptrace, PTRACE_ATTACH, child, 0, 0);
	waitpid(child, NULL, __WALL);
	static long word = 42;
	long peeked;
	DO("ptrace_peek", SYS_ptrace, PTRACE_PEEKDATA, child, &word, &peeked);
	DO("ptrace_detach", SYS_ptrace, PTRACE_DETACH, child, 0, SIGKILL);
	DO("ptrace_failed", SYS_ptrace, PTRACE_SEIZE, 1 << 22, 1, 2);
	kill(child, SIGKILL);
	waitpid(child, NULL, __WALL);
}

int main(void)
{
	in_child(namespaces);
	in_child(identities);
	in_child(user);
	in_child(tracing);
	DO("prctl_name", SYS_prctl, PR_SET_NAME, "renamed");
	DO("prctl_reaper", SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
	int reaper;
	DO("prctl_get_reaper", SYS_prctl, PR_GET_CHILD_SUBREAPER, &reaper);
	DO("bpf", SYS_bpf, 999, NULL, 0);
	DO("init_module", SYS_init_module, "not a module", 12, "option=1");
	DO("finit_module", SYS_finit_module, 0, "option=2", 3);
	DO("userfaultfd", SYS_userfaultfd, O_CLOEXEC);
	return 0;
}
