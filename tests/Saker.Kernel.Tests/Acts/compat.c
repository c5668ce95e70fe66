/* The same calls by the 32-bit numbers, sockets through socketcall. */
#include "act.h"

int main(int argc, char **argv)
{
	DO("open", SYS_open, "/etc/hostname", O_RDONLY, 0);
	DO("openat", SYS_openat, AT_FDCWD, "/no/such", O_WRONLY, 0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	told("socket", fd);
	struct sockaddr_in closed = { .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned args[] = { fd, (unsigned)&closed, sizeof(closed) };
	DO("connect", SYS_socketcall, 3, args);
	char *failing[] = { "thirty-two", "bits", NULL };
	DO("execve", SYS_execve, "/no/such/program", failing, NULL);
	return 0;
}
