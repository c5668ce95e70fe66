/* SPDX-License-Identifier: GPL-2.0 */
/* Calls whose event is a list of their arguments: plans.h says which, and what each argument is. */

#include "file.h"
#include "plans.h"
#include "vector.h"

/* What the caller passed as a number, widened as the kernel understands it. */
static __always_inline s64 descriptor_argument(struct call *call, u32 arg)
{
	return (s32)call->args[arg & 7];
}

static __always_inline void add_working_directory(struct scratch *s, u32 slot, u8 param)
{
	struct task_struct *task = current_task();

	add_path_fact(slot, FACT_KINDS_PATH, param, address_of(s, GET(task, fs, pwd.dentry)), address_of(s, GET(task, fs, pwd.mnt)));
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

/* One of two descriptors that the call stored for the caller, -1 when it did not. */
static __always_inline s32 made_descriptor(struct call *call, u32 arg, u32 which)
{
	s32 descriptor = -1;

	if (call->succeeded)
		bpf_probe_read_user(&descriptor, sizeof(descriptor), (void *)call->args[arg & 7] + which * sizeof(descriptor));
	return descriptor;
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
	case PARAM_PAIR_FD:
		if (call->succeeded)
			add_file(s, SLOT_SYSCALL, index, made_descriptor(call, param->arg, param->extra), SOCKET_ROLES_NONE);
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
		return capabilities(&GET(task, cred)->cap_inheritable);
	case 1:
		return capabilities(&GET(task, cred)->cap_permitted);
	default:
		return capabilities(&GET(task, cred)->cap_effective);
	}
}

/* A number of the caller in its memory, 0 when that cannot be read. */
static __always_inline u64 user_number(struct scratch *s, u64 address, u32 width)
{
	u64 number = 0;

	if (address && bpf_probe_read_user(&number, width == 8 ? 8 : 4, (void *)address))
		note(s, RECORD_FLAGS_UNREADABLE);
	return number;
}

/* A word of the caller, as wide as its own are. */
static __always_inline s64 user_word(struct scratch *s, u64 address, u32 index)
{
	bool narrow = s->call.flags & RECORD_FLAGS_COMPAT;
	u64 word = user_number(s, address ? address + index * (narrow ? 4 : 8) : 0, narrow ? 4 : 8);

	return narrow ? (s64)(s32)word : (s64)word;
}

/* A member of struct rlimit; what prlimit64(2) takes is wide for every caller. */
static __always_inline s64 limit_member(struct scratch *s, u64 address, u32 index)
{
	if (s->call.number == NR_prlimit64)
		return user_number(s, address ? address + index * 8 : 0, 8);
	return user_word(s, address, index);
}

static __always_inline u64 timespec(struct scratch *s, u64 address)
{
	return user_word(s, address, 0) * 1000000000ULL + user_word(s, address, 1);
}

static __always_inline u64 made_inode(struct call *call, u32 arg)
{
	struct file *file = file_of(current_task(), made_descriptor(call, arg, 0));

	return file ? READ(file, f_inode, i_ino) : 0;
}

/* The socket behind the first of two descriptors, or its peer. */
static __always_inline u64 made_socket(struct call *call, u32 arg, u32 which)
{
	struct sock *sk = socket_of(file_of(current_task(), made_descriptor(call, arg, 0)));

	if (!sk)
		return 0;
	return (u64)(which ? COPY((struct unix_sock *)sk, peer) : sk);
}

static __always_inline u64 memory_size(u32 which)
{
	struct mm_struct *mm = GET(current_task(), mm);
	u32 kilobytes = settings.page_kilobytes;

	if (!mm)
		return 0;
	return kilobytes * (which == 0 ? GET(mm, total_vm) : which == 1 ? all_resident_pages(mm) : RESIDENT_PAGES(mm, MM_SWAPENTS));
}

static __always_inline u64 number_of(struct scratch *s, const struct param *param)
{
	struct call *call = &s->call;
	u64 value = call->args[param->arg & 7];

	switch (param->kind) {
	case PARAM_RESULT:
	case PARAM_RESULT_FD:
	case PARAM_RESULT_CWD:
		return call->result;
	case PARAM_RESULT_SIZE:
		return call->result > 0 ? call->result : 0;
	case PARAM_PIECES_SIZE:
		return s->gathered;
	case PARAM_NUMBER:
		return mapped(param->mapping, param->extra ? value & param->extra : value);
	case PARAM_USER_NUMBER:
		return mapped(param->mapping, user_number(s, value ? value + param->extra : 0, param->width));
	case PARAM_TIMESPEC:
		return timespec(s, value);
	case PARAM_RETURNED_LIMIT:
		if (!call->succeeded)
			return -1;
		return limit_member(s, value, param->extra);
	case PARAM_LIMIT:
		return limit_member(s, value, param->extra);
	case PARAM_PAIR_INODE:
		return made_inode(call, param->arg);
	case PARAM_PAIR_SOCKET:
		return made_socket(call, param->arg, param->extra);
	default:
		return 0;
	}
}

static __always_inline void push_number(struct scratch *s, u8 width, u64 number)
{
	STORE(u64, data_at(s, s->at), number);
	end_param(s, width);
}

#define POLLED_LIMIT 16

struct polled {
	s32 descriptor;
	u16 wanted;
	u16 happened;
};

/* Pairs of a descriptor and what happened to it, behind their number. */
__noinline int push_polled(u32 slot, u64 address, u32 count)
{
	struct scratch *s = scratch_of(slot);
	struct polled polled;

	if (!s)
		return 0;
	if (count > POLLED_LIMIT) {
		count = POLLED_LIMIT;
		note(s, RECORD_FLAGS_TRUNCATED);
	}
	u32 size = put_u16(s, 0, count);

	for (u32 i = 0; i < POLLED_LIMIT && i < count; i++) {
		if (bpf_probe_read_user(&polled, sizeof(polled), (void *)address + i * sizeof(polled))) {
			note(s, RECORD_FLAGS_UNREADABLE);
			size = put_u16(s, 0, 0);
			break;
		}
		size = put_u64(s, size, polled.descriptor);
		size = put_u16(s, size, poll_events(polled.happened));
	}
	end_param(s, size);
	return 0;
}

__noinline int push_param(u32 index)
{
	struct scratch *s = scratch_of(SLOT_SYSCALL);

	if (!s)
		return 0;
	struct call *call = &s->call;
	const struct param *param = &plan_of(call)->params[index & (MAX_PARAMS - 1)];
	u64 value = call->args[param->arg & 7];
	u64 count = call->args[param->extra & 7];

	switch (param->kind) {
	case PARAM_FD:
	case PARAM_PLAIN_FD:
	case PARAM_DIRFD:
		push_s64(s, (s32)value);
		break;
	case PARAM_PAIR_FD:
		push_s64(s, made_descriptor(call, param->arg, param->extra));
		break;
	case PARAM_RETURNED_STRING:
		push_user_string(SLOT_SYSCALL, call->succeeded ? value : 0, PATH_LIMIT);
		break;
	case PARAM_STRING:
		push_user_string(SLOT_SYSCALL, value, PATH_LIMIT);
		break;
	case PARAM_BYTES:
		push_user_bytes(SLOT_SYSCALL, value, wanted_data(count));
		break;
	case PARAM_DATA:
		push_user_bytes(SLOT_SYSCALL, value, wanted_data(call->succeeded ? call->result : param->extra ? count : 0));
		break;
	case PARAM_READ_PIECES:
		push_pieces(SLOT_SYSCALL, value, count, call->result > 0 ? wanted_data(call->result) : 0);
		break;
	case PARAM_WRITTEN_PIECES:
		push_pieces(SLOT_SYSCALL, value, count, wanted_data(call->result > 0 ? call->result : settings.data_limit));
		break;
	case PARAM_POLLED:
		push_polled(SLOT_SYSCALL, value, count);
		break;
	case PARAM_MEMORY:
		push_u32(s, memory_size(param->arg));
		break;
	case PARAM_CAPABILITIES:
		push_u64(s, capability_set(param->arg));
		break;
	default:
		push_number(s, param->width, number_of(s, param));
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
	begin_event(s, GET(task, pid), plan->event, plan->count);
	for (u32 i = 0; i < MAX_PARAMS && i < plan->count; i++)
		push_param(i);
	return submit(SLOT_SYSCALL, plan->ring);
}
