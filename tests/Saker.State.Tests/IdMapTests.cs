namespace Saker.State.Tests;

public class IdMapTests
{
    [Fact]
    public void Behaves_as_a_dictionary_does()
    {
        using var map = new IdMap(8);
        var model = new Dictionary<long, int>();
        var random = new Random(7);
        for (int i = 1; i < 50_000; i++)
        {
            long key = random.Next(600);
            if (random.Next(3) == 0)
            {
                map.Remove(key);
                model.Remove(key);
            }
            else
            {
                map.Set(key, i);
                model[key] = i;
            }

            map.Find(key).Should().Be(model.GetValueOrDefault(key, -1));
        }

        for (long key = 0; key < 600; key++)
            map.Find(key).Should().Be(model.GetValueOrDefault(key, -1));
    }
}
