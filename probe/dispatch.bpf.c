/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way in for system calls: decides whether anybody wants this one, brings it to native form, and hands it to its program.
 * Everything else on the machine passes here too, so what comes before the interest is looked up must stay short.
 */

#include "file.h"
#include "flags.h"
#include "plans.h"

#define SOCKETCALLS 21
#define NOT_A_CALL 0xffff

/* The call behind each operation of socketcall(2). */
static const u16 socketcall_numbers[SOCKETCALLS] = {
	[0] = NOT_A_CALL,
	[1] = NR_socket,
	[2] = NR_bind,
	[3] = NR_connect,
	[4] = NR_listen,
	[5] = NR_accept,
	[6] = NR_getsockname,
	[7] = NR_getpeername,
	[8] = NR_socketpair,
	[9] = NR_sendto, /* send: the same without an address, and its fourth argument is its last */
	[10] = NR_recvfrom,
	[11] = NR_sendto,
	[12] = NR_recvfrom,
	[13] = NR_shutdown,
	[14] = NR_setsockopt,
	[15] = NR_getsockopt,
	[16] = NR_sendmsg,
	[17] = NR_recvmsg,
	[18] = NR_accept4,
	[19] = NR_recvmmsg,
	[20] = NR_sendmmsg,
};

static __always_inline u32 socketcall_number(u32 operation)
{
	return operation < SOCKETCALLS ? socketcall_numbers[operation] : NOT_A_CALL;
}

/* socketcall(2) passes the arguments of the call in memory. */
static __always_inline void unfold_socketcall(u64 *args)
{
	u32 operation = args[0];
	u32 unfolded[6] = {};
	/* send and recv have four arguments: what lies behind them is none of theirs. */
	u32 count = operation == 9 || operation == 10 ? 4 : 6;

	if (bpf_probe_read_user(unfolded, count * sizeof(u32), (void *)args[1]))
		bpf_probe_read_user(unfolded, 3 * sizeof(u32), (void *)args[1]);
	for (int i = 0; i < 6; i++)
		args[i] = unfolded[i];
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_exit, struct pt_regs *regs, long result)
{
	struct task_struct *task = current_task();
	u32 number = syscall_number(regs);
	bool compat = is_compat(task);
	bool socketcall = false;

	if (number >= SYSCALLS)
		return 0;
	if (compat) {
		socketcall = number == COMPAT_SOCKETCALL;
		number = settings.compat_numbers[number & (SYSCALLS - 1)];
#if defined(__TARGET_ARCH_x86)
		if (socketcall)
			number = socketcall_number(regs->bx);
#endif
		if (number >= SYSCALLS)
			return 0;
	}

	bool succeeded = result >= 0;
	u8 interest = control.interest[number & (SYSCALLS - 1)];

	if (!(interest & (succeeded ? INTERESTS_SUCCEEDED : INTERESTS_FAILED)) || task->tgid == control.own_tgid)
		return 0;

	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	if (compat)
		compat_arguments(regs, s->call.args);
	else
		syscall_arguments(regs, s->call.args);
	if (socketcall)
		unfold_socketcall(s->call.args);
	s->call.result = result;
	s->call.number = number;
	s->call.flags = compat ? RECORD_FLAGS_COMPAT : 0;
	s->call.interest = interest;
	s->call.succeeded = succeeded;
	bpf_tail_call(ctx, &handlers, plans[number & (SYSCALLS - 1)].handler);
	return 0;
}

/* A call that has no event of its own: its number is all that is said. */
SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_generic)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	u16 number = s->call.number & (SYSCALLS - 1);

	begin_record(s, task, number, s->call.flags);
	begin_event(s, task->pid, EVENT_GENERIC_X, PARAMS_GENERIC_X);
	push_u16(s, settings.syscall_codes[number]);
	push_u16(s, number);
	return submit(SLOT_SYSCALL, RING_CPU);
}

/* What the caller passed as a number, widened as the kernel understands it. */
static __always_inline s64 descriptor_argument(struct call *call, u32 arg)
{
	return (s32)call->args[arg & 7];
}

static __always_inline void add_working_directory(struct scratch *s, u32 slot, u8 param)
{
	struct task_struct *task = current_task();

	add_path_fact(slot, FACT_KINDS_PATH, param, address_of(s, task->fs->pwd.dentry), address_of(s, task->fs->pwd.mnt));
}

/* Commands of bpf(2) whose result is a descriptor and not just a number. */
#define BPF_DESCRIPTOR_COMMANDS										\
	(1ULL << BPF_MAP_CREATE | 1ULL << BPF_PROG_LOAD | 1ULL << BPF_OBJ_GET | 1ULL << BPF_PROG_GET_FD_BY_ID |	\
	 1ULL << BPF_MAP_GET_FD_BY_ID | 1ULL << BPF_RAW_TRACEPOINT_OPEN | 1ULL << BPF_BTF_LOAD |		\
	 1ULL << BPF_BTF_GET_FD_BY_ID | 1ULL << BPF_LINK_CREATE | 1ULL << BPF_LINK_GET_FD_BY_ID |		\
	 1ULL << BPF_ENABLE_STATS | 1ULL << BPF_ITER_CREATE)

static __always_inline bool makes_descriptor(u64 command)
{
	return command < 64 && (BPF_DESCRIPTOR_COMMANDS >> command & 1);
}

__noinline int add_param_facts(u32 index)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	struct call *call = &s->call;
	const struct param *param = &plan_of(call)->params[index & (MAX_PARAMS - 1)];

	switch (param->kind) {
	case PARAM_RESULT_FD:
		if (call->number == NR_bpf && !makes_descriptor(call->args[0]))
			break;
		add_file(s, SLOT_SYSCALL, index, call->result, SOCKET_ROLES_NONE);
		break;
	case PARAM_RESULT_CWD:
		if (call->succeeded)
			add_working_directory(s, SLOT_SYSCALL, index);
		break;
	case PARAM_FD:
		add_file(s, SLOT_SYSCALL, index, descriptor_argument(call, param->arg),
			 call->number == NR_listen ? SOCKET_ROLES_SERVER : SOCKET_ROLES_NONE);
		break;
	case PARAM_DIRFD:
		add_directory(s, SLOT_SYSCALL, index, descriptor_argument(call, param->arg), call->args[param->extra & 7]);
		break;
	}
	return 0;
}

static __always_inline u64 capability_set(u8 set)
{
	struct task_struct *task = current_task();

	switch (set) {
	case 0:
		return capabilities(&task->cred->cap_inheritable);
	case 1:
		return capabilities(&task->cred->cap_permitted);
	default:
		return capabilities(&task->cred->cap_effective);
	}
}

__noinline int push_param(u32 index)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	struct call *call = &s->call;
	const struct param *param = &plan_of(call)->params[index & (MAX_PARAMS - 1)];
	u64 value = call->args[param->arg & 7];
	u64 bits = param->extra ? value & param->extra : value;

	switch (param->kind) {
	case PARAM_RESULT:
	case PARAM_RESULT_FD:
	case PARAM_RESULT_CWD:
		push_s64(s, call->result);
		break;
	case PARAM_FD:
	case PARAM_PLAIN_FD:
	case PARAM_DIRFD:
		push_s64(s, (s32)value);
		break;
	case PARAM_STRING:
		push_user_string(SLOT_SYSCALL, value, PATH_LIMIT);
		break;
	case PARAM_BYTES: {
		u64 size = call->args[param->extra & 7];

		push_user_bytes(SLOT_SYSCALL, value, size > settings.data_limit ? settings.data_limit : size);
		break;
	}
	case PARAM_DATA: {
		u64 size = call->result >= 0 ? call->result : param->extra ? call->args[param->extra & 7] : 0;

		push_user_bytes(SLOT_SYSCALL, value, size > settings.data_limit ? settings.data_limit : size);
		break;
	}
	case PARAM_U8:
		push_u8(s, bits);
		break;
	case PARAM_U32:
		push_u32(s, bits);
		break;
	case PARAM_U64:
		push_u64(s, bits);
		break;
	case PARAM_CLONE_FLAGS:
		push_u32(s, clone_flags(value));
		break;
	case PARAM_MOUNT_FLAGS:
		push_u32(s, mount_flags(value));
		break;
	case PARAM_FD_FLAGS:
		push_u32(s, descriptor_flags(value));
		break;
	case PARAM_NODE_MODE:
		/* No type means a regular file. */
		push_u32(s, value & S_IFMT ? value & 0177777 : S_IFREG | (value & 07777));
		break;
	case PARAM_CAPABILITIES:
		push_u64(s, capability_set(param->arg));
		break;
	default:
		push_empty(s);
	}
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_listed)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);
	struct task_struct *task = current_task();

	if (!s)
		return 0;
	const struct plan *plan = plan_of(&s->call);

	begin_record(s, task, s->call.number, s->call.flags);
	for (u32 i = 0; i < MAX_PARAMS && i < plan->count; i++)
		add_param_facts(i);
	begin_event(s, task->pid, plan->event, plan->count);
	for (u32 i = 0; i < MAX_PARAMS && i < plan->count; i++)
		push_param(i);
	return submit(SLOT_SYSCALL, plan->ring);
}
