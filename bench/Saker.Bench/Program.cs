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
    case ["losses", var sensor, .. var arguments]:
        FirstLoss.Run([sensor, .. arguments], Console.Out);
        return 0;
    case ["applications", var sensor, .. var arguments]:
        ApplicationLoads.Run([sensor, .. arguments], Console.Out);
        return 0;
    case ["replays", var sensor, var few, var captures, .. var ruleSets]:
        Replays.Run(sensor, few, captures.Split(','), ruleSets, Console.Out);
        return 0;
    case ["start", var minutes, var sensor, .. var arguments]:
        StartUp.Run([sensor, .. arguments], double.Parse(minutes), Console.Out);
        return 0;
    case ["chart", var page]:
        Chart.Draw(page, Console.Out);
        return 0;
    case ["machine"]:
        Machine.Describe(Console.Out);
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
                   bench losses SENSOR [ARG...]   at what rate the first event is lost
                   bench applications SENSOR [ARG...]
                                                  what programs pay that people run
                   bench replays SENSOR CAPTURE-OF-FEW-EVENTS CAPTURE[,CAPTURE...] FILE[,FILE...]...
                                                  how fast captures are replayed with sets of rule files
                   bench start MINUTES SENSOR [ARG...]
                                                  how soon the sensor is ready, and what memory it takes under load
                   bench chart PAGE               draws the first table of a page of results
                   bench machine                  a line about this machine
            """);
        return 1;
}
