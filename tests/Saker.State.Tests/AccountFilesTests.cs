using System.Text;

namespace Saker.State.Tests;

public sealed class AccountFilesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("saker-accounts-").FullName;

    public AccountFilesTests() => Directory.CreateDirectory(root + "/etc");

    [Fact]
    public void Reads_users_and_groups()
    {
        File.WriteAllText(root + "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nbroken\nann:x:1000:1000::/home/ann:/bin/zsh\n");
        File.WriteAllText(root + "/etc/group", "root:x:0:\nstaff:x:50:ann\n");
        var files = new AccountFiles(root);
        Encoding.UTF8.GetString(files.User(1000, 1)!.Shell).Should().Be("/bin/zsh");
        Encoding.UTF8.GetString(files.Group(50, 1)!.Name).Should().Be("staff");
        files.User(7, 1).Should().BeNull();
    }

    [Fact]
    public void Reads_again_when_the_file_changed()
    {
        File.WriteAllText(root + "/etc/passwd", "a:x:1:1::/:/x\n");
        var files = new AccountFiles(root);
        files.User(1, 1).Should().NotBeNull();
        File.WriteAllText(root + "/etc/passwd", "b:x:2:2::/:/x\n");
        File.SetLastWriteTimeUtc(root + "/etc/passwd", DateTime.UtcNow.AddSeconds(5));
        files.User(2, 2).Should().BeNull("it is not looked at all the time");
        files.User(2, 20_000_000_000).Should().NotBeNull();
    }

    [Fact]
    public void A_root_without_files_has_no_users()
    {
        new AccountFiles(root + "/nowhere").User(0, 1).Should().BeNull();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
