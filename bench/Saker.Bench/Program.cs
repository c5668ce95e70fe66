using System.Globalization;
using Saker.Bench;
using Saker.Bench.Generation;
using Saker.Rules.Files;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["rules", var count]:
        Console.Out.Write(RuleText.Generate(int.Parse(count)));
        return 0;
    case ["growth", var capture]:
        Growth.Run(new Recording(capture), Console.Out);
        return 0;
    case ["replay", var capture, .. var files]:
        Replay.Run(new Recording(capture), [.. files.Select(f => new RuleFile(f, File.ReadAllText(f)))], Console.Out);
        return 0;
    case ["system", var sensor, .. var arguments]:
        SystemLoads.Run([sensor, .. arguments], Console.Out);
        return 0;
    case ["latency", var sensor, .. var arguments]:
        Latency.Run([sensor, .. arguments], Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: bench rules COUNT              writes a rules file
                   bench growth CAPTURE           what an event costs next to how many rules there are
                   bench replay CAPTURE FILES     what an event costs with some rules
                   bench system SENSOR [ARG...]   what a watched machine pays
                   bench latency SENSOR [ARG...]  how long an alert takes, and whether all come under load
            """);
        return 1;
}
