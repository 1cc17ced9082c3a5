using System.CommandLine;
using Restaurant.Benchmarks.Arguments;

namespace Restaurant.Benchmarks.Load;

/// <summary>The verb <c>load</c>: its options, their limits and what holds without them.</summary>
internal static class LoadCommand
{
    private const int UsualOrders = 1000;
    private const int MostOrders = 10_000_000;

    private static readonly TimeSpan UsualGiveUp = TimeSpan.FromMinutes(1);

    private static readonly Option<Uri[]> Url = Limited.Servers("--url", "A server to talk to. Given several times, they are asked in turn", "http://localhost:3000");
    private static readonly Option<int?> Orders = Limited.Whole("--orders", $"How many orders are begun; {UsualOrders}, unless there is a --duration", 1, MostOrders);
    private static readonly Option<TimeSpan?> Duration = Limited.Time("--duration", "For how long orders are begun, in place of their number", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24));
    private static readonly Option<double?> Rate = Limited.Number("--rate", "How many are begun per second, whether others are finished or not", 0.01, 10_000, 50);
    private static readonly Option<int?> InFlight = Limited.Whole("--in-flight", "How many are under way at most; further ones begin late, and the report says so", 1, 100_000, 1000);
    private static readonly Option<double?> Pace = Limited.Number("--pace", "How much faster than in a real restaurant customers think and cooks cook; not given, they take no time", 0.1, 100_000);
    private static readonly Option<int?> Seed = Limited.Whole("--seed", "Repeats what the orders of an earlier run were like; a random one, unless given", 0, int.MaxValue);
    private static readonly Option<TimeSpan?> GiveUp = Limited.Time(
        "--give-up", "How long a request is repeated that was not served; 1m, unless given", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private static readonly Option<bool> Check = new("--check") { Description = "Compare all that was acknowledged with what is read afterwards" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON" };

    public static Command Make()
    {
        var command = new Command("load", "Begins orders at a given rate, sees them through, and measures what their customers and cooks wait for.")
        {
            Url, Orders, Duration, Rate, InFlight, Pace, Seed, GiveUp, Check, Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Orders) is not null && result.GetResult(Duration) is not null)
            {
                result.AddError("--orders and --duration are both given; allowed is one of them.");
            }
        });
        command.SetAction((parsed, _) => LoadProgram.RunAsync(Read(parsed)));
        return command;
    }

    private static LoadOptions Read(ParseResult parsed)
    {
        var rate = parsed.GetValue(Rate)!.Value;
        return new LoadOptions(
            parsed.GetValue(Url)!,
            parsed.GetValue(Duration) is { } time ? (int)Math.Clamp(time.TotalSeconds * rate, 1, MostOrders) : parsed.GetValue(Orders) ?? UsualOrders,
            rate,
            parsed.GetValue(InFlight)!.Value,
            parsed.GetValue(Pace),
            parsed.GetValue(Seed) ?? Random.Shared.Next(),
            parsed.GetValue(GiveUp) ?? UsualGiveUp,
            parsed.GetValue(Check),
            parsed.GetValue(Json));
    }
}
