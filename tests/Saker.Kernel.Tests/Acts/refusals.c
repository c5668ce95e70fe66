/* A call that seccomp answers in the place of its function, and one that it lets pass. */
#include "act.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

int main(void)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = sizeof(rules) / sizeof(*rules), .filter = rules };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 1;
	DO("mkdirat", SYS_mkdirat, AT_FDCWD, "/nowhere/refused", 0700);
	DO("fchmodat", SYS_fchmodat, AT_FDCWD, "/nowhere/let_pass", 0700);
	return 0;
}
