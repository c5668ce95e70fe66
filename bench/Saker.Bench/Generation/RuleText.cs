using System.Globalization;
using System.Text;

namespace Saker.Bench.Generation;

/// <summary>
/// Writes rules files of any size that look like those people write: products with their own programs, directories, images and ports,
/// lists and macros per product, exceptions, and now and then a rule that only a scan can decide. The same number gives the same text.
/// </summary>
public static class RuleText
{
    private const int RulesPerProduct = 12;

    private static readonly string[] shapes =
    [
        "spawned_process and proc.name in ({0}_tools) and not proc.pname in ({0}_parents)",
        "spawned_process and proc.name = {0}ctl and proc.args contains \"--unsafe-{1}\"",
        "open_write and fd.name startswith /opt/{0}/conf{1}/ and not {0}_updater",
        "open_read and fd.name in (/etc/{0}/key{1}.pem, /etc/{0}/token{1}, /var/lib/{0}/secret{1}.db)",
        "open_write and fd.directory = /usr/lib/{0}/plugins{1} and not proc.name in ({0}_tools)",
        "open_read and fd.filename = {0}_{1}.kdbx and not {0}_updater",
        "outbound and fd.sport = {2} and container.image.repository = registry.example.com/{0}/worker{1}",
        "outbound and proc.name in ({0}_tools) and not fd.sport in (443, {2})",
        "container and k8s.ns.name = {0}-prod and spawned_process and proc.exepath startswith /tmp/{0}{1}",
        "spawned_process and (proc.cmdline contains \"{0}://{1}\" or proc.exepath endswith /{0}-agent{1})",
        "evt.type in (unlink, unlinkat, rename, renameat, renameat2) and fs.path.name startswith /srv/{0}/{1}",
        "open_write and fd.name pmatch (/home/{0}/.ssh, /data/{0}/{1}) and not proc.aname in ({0}_parents)",
    ];

    // One rule in a hundred names nothing that it could be looked up by.
    private static readonly string[] scanned =
    [
        "open_write and not fd.name startswith /proc and proc.name regex 'x{1}[0-9]+{0}'",
        "spawned_process and proc.cmdline regex '.*{0}[.]{1}[.]sh.*'",
    ];

    /// <summary>A file with that many rules.</summary>
    public static string Generate(int rules)
    {
        var text = new StringBuilder(Macros);
        for (int i = 0; i < rules; i++)
        {
            string product = ProductOf(i / RulesPerProduct);
            if (i % RulesPerProduct == 0)
                AppendProduct(text, product);
            string shape = i % 100 == 99 ? scanned[i / 100 % scanned.Length] : shapes[i % shapes.Length];
            string condition = string.Format(CultureInfo.InvariantCulture, shape, product, i, 10_000 + (i % 50_000));
            text.Append(CultureInfo.InvariantCulture, $"""
                - rule: {product} rule {i}
                  desc: What {product} never does by itself, number {i}.
                  condition: {condition}
                  output: Unusual for {product} (user=%user.name command=%proc.cmdline file=%fd.name parent=%proc.pname)
                  priority: {(i % 3 == 0 ? "WARNING" : "NOTICE")}
                  tags: [{product}, generated]

                """);
            if (i % 10 == 3)
            {
                text.Append(CultureInfo.InvariantCulture, $"""
                      exceptions:
                        - name: known_readers
                          fields: [proc.name, fd.directory]
                          comps: [=, startswith]
                          values:
                            - [{product}-backup, /etc/{product}]
                            - [{product}-rotate, /var/lib/{product}]

                    """);
            }
        }

        return text.ToString();
    }

    private static void AppendProduct(StringBuilder text, string product) => text.Append(CultureInfo.InvariantCulture, $"""
        - list: {product}_tools
          items: [{product}ctl, {product}-admin, {product}-shell, {product}-dump]
        - list: {product}_parents
          items: [{product}d, {product}-supervisor, systemd]
        - macro: {product}_updater
          condition: (proc.name = {product}-update or proc.pname = {product}-update)

        """);

    private static string ProductOf(int number)
    {
        string[] first = ["amber", "basalt", "cobalt", "dune", "ember", "fjord", "garnet", "heron", "indigo", "juniper", "kelp", "larch"];
        string[] second = ["base", "cast", "desk", "flow", "gate", "hub", "lane", "mesh", "note", "port", "queue", "store", "track", "vault"];
        return first[number % first.Length] + second[number / first.Length % second.Length]
            + (number / (first.Length * second.Length)).ToString(CultureInfo.InvariantCulture);
    }

    private const string Macros = """
        - macro: spawned_process
          condition: (evt.type in (execve, execveat))
        - macro: open_write
          condition: (evt.type in (open, openat, openat2) and evt.is_open_write=true and fd.typechar='f' and fd.num>=0)
        - macro: open_read
          condition: (evt.type in (open, openat, openat2) and evt.is_open_read=true and fd.typechar='f' and fd.num>=0)
        - macro: outbound
          condition: >
            (((evt.type = connect) or (evt.type in (sendto, sendmsg) and fd.l4proto != tcp and fd.connected=false
            and fd.name_changed=true)) and (fd.typechar = 4 or fd.typechar = 6) and (fd.ip != "0.0.0.0" and fd.net != "127.0.0.0/8"))
        - macro: container
          condition: (container.id != host)

        """;
}
