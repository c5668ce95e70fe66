using System.Collections.Frozen;

namespace Saker.Rules.Binding;

/// <summary>Names of services that rules use, for machines that have no list of their own.</summary>
internal static class WellKnownPorts
{
    public static FrozenDictionary<string, int> ByName { get; } = new Dictionary<string, int>
    {
        ["ftp-data"] = 20, ["ftp"] = 21, ["ssh"] = 22, ["telnet"] = 23, ["smtp"] = 25, ["domain"] = 53, ["bootps"] = 67, ["bootpc"] = 68,
        ["tftp"] = 69, ["http"] = 80, ["kerberos"] = 88, ["pop3"] = 110, ["sunrpc"] = 111, ["ntp"] = 123, ["imap2"] = 143, ["snmp"] = 161,
        ["ldap"] = 389, ["https"] = 443, ["syslog"] = 514, ["submission"] = 587, ["ldaps"] = 636, ["imaps"] = 993, ["pop3s"] = 995,
        ["mysql"] = 3306, ["postgresql"] = 5432, ["amqp"] = 5672, ["redis"] = 6379, ["http-alt"] = 8080,
    }.ToFrozenDictionary();
}
