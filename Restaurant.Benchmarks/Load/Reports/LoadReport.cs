using System.Text.Encodings.Web;
using System.Text.Json;
using Restaurant.Benchmarks.Load.Checks;
using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.Load.Reports;

/// <summary>The result of a run, as <c>--json</c> prints it. Times are in seconds, latencies in milliseconds.</summary>
/// <param name="Passed">Whether all went well: no command failed, and no difference was found.</param>
/// <param name="Rate">How many journeys were to begin per second.</param>
/// <param name="Pace">How much faster time passed than in a real restaurant; null: none passed.</param>
/// <param name="Latencies">For each command, from its first request to its acknowledgement.</param>
/// <param name="Errors">How often a request did not lead to what was asked for, by the reason. Most are repeated, and do no harm.</param>
/// <param name="Failures">The first journeys that ended early.</param>
/// <param name="Check">Null when there was none.</param>
internal sealed record LoadReport(
    bool Passed,
    IReadOnlyList<string> Servers,
    int Seed,
    double Rate,
    double? Pace,
    LoadReport.JourneyFigures Journeys,
    LoadReport.CommandFigures Commands,
    IReadOnlyList<Spread> Latencies,
    IReadOnlyDictionary<string, int> Errors,
    IReadOnlyList<string> Failures,
    LoadReport.CheckFigures? Check)
{
    private const int MostNamed = 20;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static LoadReport Of(LoadOptions options, LoadRun run, Measurements measurements, IReadOnlyList<Findings>? findings)
    {
        var (records, seconds) = (run.Records, run.Took.TotalSeconds);
        var commands = records.Sum(record => (long)record.Acknowledged.Count);
        return new LoadReport(
            run.Failed == 0 && findings?.Any(area => area.Count > 0) is not true,
            [.. options.Servers.Select(server => server.GetLeftPart(UriPartial.Authority))],
            options.Seed,
            options.Rate,
            options.Pace,
            new JourneyFigures(
                options.Orders, run.Started, run.Failed, Round(seconds), PerSecond(run.Started), run.HeldBack, Round(run.Latest.TotalSeconds),
                records.CountBy(record => record.Status).OrderByDescending(each => each.Value).ToDictionary()),
            new CommandFigures(commands, PerSecond(commands), measurements.Repeats, measurements.Replays, Round(measurements.LongestWait.TotalSeconds)),
            measurements.Spreads,
            measurements.Errors,
            [.. records.Select(record => record.Failure?.Message).OfType<string>().Take(MostNamed)],
            findings is null ? null : CheckFigures.Of(findings, MostNamed));

        double PerSecond(long count) => seconds > 0 ? Math.Round(count / seconds, 1) : 0;
    }

    /// <param name="json">Whether it is for programs.</param>
    public void Write(bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(this, Form));
        }
        else
        {
            new LoadReportText(this, Console.Out).Write();
        }
    }

    private static double Round(double seconds) => Math.Round(seconds, 3);

    /// <param name="Planned">How many were to begin.</param>
    /// <param name="Failed">How many ended early, by a command that failed.</param>
    /// <param name="Seconds">From the first beginning to the last end.</param>
    /// <param name="HeldBack">How many had to wait until others had ended.</param>
    /// <param name="Latest">How late the latest one began.</param>
    /// <param name="Orders">How many orders are in which state, as their clients know.</param>
    internal sealed record JourneyFigures(
        int Planned, int Started, int Failed, double Seconds, double PerSecond, int HeldBack, double Latest, IReadOnlyDictionary<string, int> Orders);

    /// <param name="Acknowledged">Without those that have made the menu and the customers.</param>
    /// <param name="Repeats">Requests that were sent once more.</param>
    /// <param name="Replays">Commands that turned out to have been done by an earlier request.</param>
    /// <param name="LongestWait">For what became of a command.</param>
    internal sealed record CommandFigures(long Acknowledged, double PerSecond, int Repeats, int Replays, double LongestWait);

    /// <param name="Differences">How many there are.</param>
    /// <param name="Named">The first of them.</param>
    internal sealed record CheckFigures(IReadOnlyList<AreaFigures> Areas, int Differences, IReadOnlyList<string> Named)
    {
        public static CheckFigures Of(IReadOnlyList<Findings> findings, int most) => new(
            [.. findings.Select(area => new AreaFigures(area.Area, area.Compared, area.Count, area.NotOffered))],
            findings.Sum(area => area.Count),
            [.. findings.SelectMany(area => area.Differences).Take(most)]);
    }

    /// <param name="Compared">How many orders, menu items or customers.</param>
    /// <param name="NotOffered">Why nothing was compared; null when something was.</param>
    internal sealed record AreaFigures(string Area, int Compared, int Differences, string? NotOffered);
}
