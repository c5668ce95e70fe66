/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System calls that are none: io_uring does the same without entering the kernel by a call. What is asked for is noted when a request
 * is submitted, when the kernel has just copied it; the event is sent when it completes and the result is known, and it is the event
 * of the call that it stands for, so that rules need not know the difference.
 */

#include "file.h"
#include "flags.h"
#include "plans.h"

/* enum io_uring_op */
#define OP_ACCEPT 13
#define OP_CONNECT 16
#define OP_OPENAT 18
#define OP_OPENAT2 28
#define OP_RENAMEAT 35
#define OP_UNLINKAT 36
#define OP_MKDIRAT 37
#define OP_SYMLINKAT 38
#define OP_LINKAT 39

/* Longer names are cut in the event; the path of what was opened is whole all the same. */
#define URING_NAME_LIMIT 512

struct uring_request {
	u16 number; /* of the system call that it stands for */
	u16 truncated;
	s32 descriptor; /* the directory or the socket */
	s32 other; /* the directory of the second name */
	u32 direct; /* the result goes to a slot of the ring, not to a descriptor */
	u32 mode;
	u64 flags;
	u64 resolve;
	u8 address[128];
	char name[URING_NAME_LIMIT];
	char other_name[URING_NAME_LIMIT];
};

/* Requests on their way, by address. Those that never complete are pushed out by later ones. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, u64);
	__type(value, struct uring_request);
} uring_requests SEC(".maps");

static __always_inline u16 uring_number(u8 opcode)
{
	switch (opcode) {
	case OP_ACCEPT:
		return NR_accept4;
	case OP_CONNECT:
		return NR_connect;
	case OP_OPENAT:
		return NR_openat;
	case OP_OPENAT2:
		return NR_openat2;
	case OP_RENAMEAT:
		return NR_renameat2;
	case OP_UNLINKAT:
		return NR_unlinkat;
	case OP_MKDIRAT:
		return NR_mkdirat;
	case OP_SYMLINKAT:
		return NR_symlinkat;
	case OP_LINKAT:
		return NR_linkat;
	default:
		return NO_SYSCALL;
	}
}

static __always_inline void note_name(struct uring_request *request, char *name, struct filename *copy)
{
	long size = bpf_probe_read_kernel_str(name, URING_NAME_LIMIT, READ(copy, name));

	if (size < 0)
		name[0] = 0;
	request->truncated |= size == URING_NAME_LIMIT;
}

static __always_inline void note_open(struct uring_request *request, struct io_open *open)
{
	request->descriptor = READ(open, dfd);
	request->direct = READ(open, file_slot);
	/* The kernel adds O_LARGEFILE to what was asked for. */
	request->flags = READ(open, how.flags) & ~O_LARGEFILE;
	request->mode = READ(open, how.mode);
	request->resolve = READ(open, how.resolve);
	note_name(request, request->name, READ(open, filename));
}

static __always_inline void note_unlink(struct uring_request *request, struct io_unlink *unlink)
{
	request->descriptor = READ(unlink, dfd);
	request->flags = READ(unlink, flags) & AT_REMOVEDIR;
	note_name(request, request->name, READ(unlink, filename));
}

static __always_inline void note_mkdir(struct uring_request *request, struct io_mkdir *mkdir)
{
	request->descriptor = READ(mkdir, dfd);
	request->mode = READ(mkdir, mode);
	note_name(request, request->name, READ(mkdir, filename));
}

static __always_inline void note_rename(struct uring_request *request, struct io_rename *rename)
{
	request->descriptor = READ(rename, old_dfd);
	request->other = READ(rename, new_dfd);
	request->flags = READ(rename, flags);
	note_name(request, request->name, READ(rename, oldpath));
	note_name(request, request->other_name, READ(rename, newpath));
}

/* Also of symlinks, whose first name is no name but a text. */
static __always_inline void note_link(struct uring_request *request, struct io_link *link)
{
	request->descriptor = READ(link, old_dfd);
	request->other = READ(link, new_dfd);
	request->flags = READ(link, flags) & LINKAT_BITS;
	note_name(request, request->name, READ(link, oldpath));
	note_name(request, request->other_name, READ(link, newpath));
}

static __always_inline void note_accept(struct uring_request *request, struct io_accept *accept)
{
	request->direct = READ(accept, file_slot);
	request->flags = READ(accept, flags);
}

/*
 * The kernel's copy of the address: alone in the request's own data or, on some kernels, inside a message there. A message begins with
 * an aligned pointer or zero, which no family looks like. Others copy the address later, and it still is where the caller has it.
 */
static __always_inline void note_address(struct uring_request *request, struct io_async_msghdr *copy, struct io_connect *connect)
{
	u16 family = 0;
	u32 offset = 0;
	u32 length = READ(connect, addr_len);

	if (!copy) {
		bpf_probe_read_user(request->address, masked(length, sizeof(request->address) - 1), READ(connect, addr));
		return;
	}

	bpf_probe_read_kernel(&family, sizeof(family), copy);
	if (family != AF_INET && family != AF_INET6 && family != AF_UNIX && bpf_core_field_exists(copy->addr))
		offset = bpf_core_field_offset(copy->addr);
	bpf_probe_read_kernel(request->address, sizeof(request->address), (void *)copy + offset);
}

static __always_inline int note_request(struct io_kiocb *submitted)
{
	struct scratch *s = scratch_of(SLOT_URING);
	u16 number = uring_number(GET(submitted, opcode));

	if (!s || number >= SYSCALLS || !control.interest[number & (SYSCALLS - 1)])
		return 0;
	struct uring_request *request = (struct uring_request *)s->data;
	u64 key = address_of(s, submitted);
	struct io_kiocb *req = (struct io_kiocb *)key;

	__builtin_memset(request, 0, __builtin_offsetof(struct uring_request, name));
	request->name[0] = 0;
	request->other_name[0] = 0;
	request->number = number;
	switch (number) {
	case NR_openat:
	case NR_openat2:
		/* What belongs to the operation lies over the request's beginning. */
		note_open(request, (struct io_open *)req);
		break;
	case NR_unlinkat:
		note_unlink(request, (struct io_unlink *)req);
		break;
	case NR_mkdirat:
		note_mkdir(request, (struct io_mkdir *)req);
		break;
	case NR_renameat2:
		note_rename(request, (struct io_rename *)req);
		break;
	case NR_symlinkat:
	case NR_linkat:
		note_link(request, (struct io_link *)req);
		break;
	case NR_accept4:
		request->descriptor = READ(req, cqe.fd);
		note_accept(request, (struct io_accept *)req);
		break;
	case NR_connect:
		request->descriptor = READ(req, cqe.fd);
		note_address(request, READ(req, async_data), (struct io_connect *)req);
		break;
	}
	bpf_map_update_elem(&uring_requests, &key, request, BPF_ANY);
	return 0;
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(uring_submitted, struct io_kiocb *submitted)
{
	return note_request(submitted);
}

/* The same under the name that it had from 6.0 to 6.4. */
SEC("tp_btf/io_uring_submit_sqe")
int BPF_PROG(uring_submitted_early, struct io_kiocb *submitted)
{
	return note_request(submitted);
}

/* The thread that asked, or its process when the kernel polls the ring for it; to be read from, not looked into. */
static __always_inline struct task_struct *requester_of(struct io_kiocb *req)
{
	struct io_kiocb___own_task *old = (void *)req;
	struct task_struct *requester;

	if (bpf_core_field_exists(old->task))
		requester = READ(old, task);
	else
		requester = READ(req, tctx, task);
	if (READ(requester, flags) & (PF_IO_WORKER | PF_USER_WORKER))
		requester = READ(requester, group_leader);
	return requester;
}

/* The same to be looked into; before 6.2 that can only be the task that completes the request, which is one of the same process. */
static __always_inline struct task_struct *owner_of(struct task_struct *requester)
{
	return bpf_rdonly_cast ? plain(requester) : bpf_get_current_task_btf();
}

static __always_inline void push_uring_name(struct scratch *s, const char *name)
{
	push_kernel_string(SLOT_URING, address_of(s, name), URING_NAME_LIMIT);
}

static __always_inline void push_uring_open(struct scratch *s, struct uring_request *request, s64 result, struct file *file)
{
	struct opened opened = {};

	if (file)
		read_opened(&opened, file);
	push_s64(s, result);
	push_s64(s, request->descriptor);
	push_uring_name(s, request->name);
	push_u32(s, open_flags(request->flags) | opened.flags);
	push_u32(s, creation_mode(request->flags, request->mode));
	if (request->number == NR_openat2)
		push_u32(s, resolve_flags(request->resolve));
	push_u32(s, opened.device);
	push_u64(s, opened.ino);
}

static __always_inline void push_uring_connect(struct scratch *s, struct uring_request *request, s64 result, struct file *file)
{
	push_s64(s, result);
	if (result == 0)
		push_tuple(SLOT_URING, (u64)socket_of(file), OUTBOUND, 0);
	else
		push_empty(s);
	push_s64(s, request->descriptor);
	bpf_probe_read_kernel(s->bytes, sizeof(request->address), request->address);
	push_held_address(s, *(u16 *)s->bytes);
}

static __always_inline void push_uring_accept(struct scratch *s, struct uring_request *request, s64 result, struct file *file)
{
	push_s64(s, result);
	if (file)
		push_tuple(SLOT_URING, (u64)socket_of(file), INBOUND, 0);
	else
		push_empty(s);
	push_u8(s, 0);
	push_u32(s, 0);
	push_u32(s, 0);
	push_u32(s, mapped_by_table(MAPPING_DESCRIPTOR_FLAGS, request->flags));
}

/* Calls that are a result, directories and names, and perhaps a number. */
static __always_inline void push_uring_names(struct scratch *s, struct uring_request *request, s64 result)
{
	push_s64(s, result);
	if (request->number == NR_symlinkat) {
		push_uring_name(s, request->name);
		push_s64(s, request->other);
		push_uring_name(s, request->other_name);
		return;
	}
	push_s64(s, request->descriptor);
	push_uring_name(s, request->name);
	if (request->number == NR_renameat2 || request->number == NR_linkat) {
		push_s64(s, request->other);
		push_uring_name(s, request->other_name);
	}
	push_u32(s, request->number == NR_mkdirat ? request->mode : request->flags);
}

static __always_inline void push_uring_params(struct scratch *s, struct uring_request *request, s64 result, struct file *file)
{
	switch (request->number) {
	case NR_openat:
	case NR_openat2:
		push_uring_open(s, request, result, file);
		break;
	case NR_connect:
		push_uring_connect(s, request, result, file);
		break;
	case NR_accept4:
		push_uring_accept(s, request, result, file);
		break;
	default:
		push_uring_names(s, request, result);
	}
}

static __always_inline void add_uring_file(struct uring_request *request, struct file *file, u8 interest)
{
	u8 param = request->number == NR_connect ? 2 : 0;
	u8 role = request->number == NR_connect   ? SOCKET_ROLES_CLIENT
		  : request->number == NR_accept4 ? SOCKET_ROLES_SERVER
						  : SOCKET_ROLES_NONE;

	if (!file)
		return;
	add_descriptor_fact(SLOT_URING, param, (u64)file, role);
	if (interest & INTERESTS_PATH)
		add_file_path(SLOT_URING, param, file);
}

/* The names are the kernel's copies, so unlike with system calls their first byte is a fact. */
static __always_inline void add_uring_directory(struct task_struct *owner, u8 param, s32 descriptor, const char *name)
{
	struct file *directory = descriptor >= 0 && *name && *name != '/' ? file_of(owner, descriptor) : 0;

	if (directory)
		add_path_fact(SLOT_URING, FACT_KINDS_DIRECTORY, param, (u64)COPY(directory, f_path.dentry),
			      (u64)COPY(directory, f_path.mnt));
}

static __always_inline void add_uring_directories(struct task_struct *owner, struct uring_request *request)
{
	bool symlink = request->number == NR_symlinkat;

	if (!symlink)
		add_uring_directory(owner, 1, request->descriptor, request->name);
	add_uring_directory(owner, symlink ? 2 : 3, request->other, request->other_name);
}

SEC("tp_btf/io_uring_complete")
int BPF_PROG(uring_completed, void *ring, void *address)
{
	struct scratch *s = scratch_of(SLOT_URING);
	u64 key = (u64)address;
	struct uring_request *request = bpf_map_lookup_elem(&uring_requests, &key);

	if (!s || !request)
		return 0;
	struct io_kiocb *req = address;
	struct task_struct *requester = requester_of(req);
	struct task_struct *owner = owner_of(requester);
	/* What follows the address differs between kernels; the request itself holds the result in all of them. */
	s64 result = READ(req, cqe.res);
	u16 number = request->number & (SYSCALLS - 1);
	u8 interest = control.interest[number];
	const struct plan *plan = &plans[number];
	struct file *file = 0;

	if (!(interest & (result >= 0 ? INTERESTS_SUCCEEDED : INTERESTS_FAILED)) || GET(owner, tgid) == control.own_tgid)
		goto done;
	if (number == NR_connect)
		file = COPY(req, file);
	else if (result >= 0 && !request->direct && (number == NR_openat || number == NR_openat2 || number == NR_accept4))
		file = file_of(owner, result);

	begin_record(s, owner, number, RECORD_FLAGS_IO_URING | (request->truncated ? RECORD_FLAGS_TRUNCATED : 0));
	/* Whoever completes it: a user's thread asked for it. */
	header_of(s)->flags &= ~RECORD_FLAGS_KERNEL_THREAD;
	add_uring_file(request, file, interest);
	add_uring_directories(owner, request);
	begin_event(s, READ(requester, pid), plan->event, plan->count);
	push_uring_params(s, request, result, file);
	submit(SLOT_URING, plan->ring);
done:
	bpf_map_delete_elem(&uring_requests, &key);
	return 0;
}
