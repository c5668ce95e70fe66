using System.Globalization;
using Saker.Fuzz;

IFuzzTarget[] targets = [new ConditionTarget(), new RulesTarget()];
var target = targets.FirstOrDefault(t => args.Length > 0 && t.Name == args[0]);
int seconds = 60, seed = 1;
for (int i = 1; i + 1 < args.Length; i += 2)
{
    int value = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    if (value < 0 || args[i] is not ("--seconds" or "--seed"))
        target = null;
    else if (args[i] == "--seconds")
        seconds = value;
    else
        seed = value;
}

if (target is null || args.Length % 2 == 0)
{
    Console.Error.WriteLine($"Usage: fuzz/run {string.Join('|', targets.Select(t => t.Name))} [--seconds N] [--seed N]");
    return 2;
}

var result = new Fuzzer(target, Seeds.Of(target), seed).Run(long.MaxValue, TimeSpan.FromSeconds(seconds));
if (result.Finding is null)
{
    Console.WriteLine($"{target.Name}: {result.Inputs} inputs, {result.Outcomes} outcomes, no finding");
    return 0;
}

string file = $"finding-{target.Name}-{seed}.txt";
File.WriteAllText(file, result.Input);
Console.Error.WriteLine($"{target.Name}: {result.Finding}\ninput: {file}");
return 1;
