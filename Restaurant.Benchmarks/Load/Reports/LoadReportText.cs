using System.Globalization;
using Restaurant.Benchmarks.Measuring;
using Spectre.Console;

namespace Restaurant.Benchmarks.Load.Reports;

/// <summary>The result for people: a table of latencies, and a line for whatever else there is to say.</summary>
internal sealed class LoadReportText(LoadReport report, TextWriter output)
{
    public void Write()
    {
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(Latencies());
        foreach (var (name, text) in Lines())
        {
            output.WriteLine($"{name,-13} {text}");
        }
    }

    private Table Latencies()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("command");
        foreach (var column in (string[])["count", "p50 ms", "p95 ms", "p99 ms", "max ms"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var spread in report.Latencies)
        {
            table.AddRow(spread.Command, $"{spread.Count}", Milliseconds(spread.P50), Milliseconds(spread.P95), Milliseconds(spread.P99), Milliseconds(spread.Max));
        }

        return table;
    }

    private IEnumerable<(string Name, string Text)> Lines()
    {
        var (journeys, commands) = (report.Journeys, report.Commands);
        yield return ("servers", string.Join(", ", report.Servers));
        yield return ("journeys", Invariant($"{journeys.Started} begun, {journeys.Failed} failed, in {journeys.Seconds:0.0} s ({journeys.PerSecond:0.0}/s); seed {report.Seed}, {Pace()}"));
        yield return ("orders", string.Join(", ", journeys.Orders.Select(status => $"{status.Value} {status.Key}")));
        yield return ("commands", Invariant($"{commands.Acknowledged} acknowledged ({commands.PerSecond:0}/s), the longest wait was {commands.LongestWait:0.000} s; {commands.Repeats} requests repeated, {commands.Replays} answers replayed"));
        yield return ("errors", report.Errors.Count == 0 ? "none" : string.Join(", ", report.Errors.Select(error => $"{error.Key}: {error.Value}")));
        yield return ("rate", Rate());
        foreach (var failure in report.Failures)
        {
            yield return ("failed", failure);
        }

        foreach (var line in Check())
        {
            yield return line;
        }

        yield return ("result", report.Passed ? "all went well" : "FAILED");
    }

    private string Pace() => report.Pace is { } pace ? Invariant($"{pace} times as fast as a real restaurant") : "without waits";

    private string Rate()
    {
        var journeys = report.Journeys;
        var asked = Invariant($"{report.Rate}/s");
        return journeys.HeldBack > 0 ? Invariant($"{asked} was NOT KEPT: {journeys.HeldBack} journeys were held back by --in-flight, and began up to {journeys.Latest:0.0} s late")
            : journeys.Latest > 1 ? Invariant($"{asked} was NOT KEPT by this machine: journeys began up to {journeys.Latest:0.0} s late")
            : journeys.Started < journeys.Planned ? Invariant($"{asked} was kept until the run was stopped: {journeys.Started} of {journeys.Planned} journeys were begun")
            : $"{asked} was kept";
    }

    private IEnumerable<(string Name, string Text)> Check()
    {
        if (report.Check is not { } check)
        {
            yield break;
        }

        foreach (var area in check.Areas)
        {
            yield return ($"check {area.Area}", area.NotOffered ?? $"{area.Compared} compared, {area.Differences} differences");
        }

        foreach (var difference in check.Named)
        {
            yield return ("differs", difference);
        }

        if (check.Differences > check.Named.Count)
        {
            yield return ("differs", $"and {check.Differences - check.Named.Count} more");
        }
    }

    private static string Milliseconds(double value) => Invariant($"{value:0.0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
