using System.Globalization;
using Restaurant.Benchmarks.Measuring;
using Spectre.Console;

namespace Restaurant.Benchmarks.Load.Reports;

/// <summary>Says how far the run is, beside its result: with a bar that moves on a terminal, with a line every few seconds elsewhere.</summary>
internal sealed class ProgressDisplay(TimeProvider time)
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private readonly TextWriter _lines = Console.Error;

    /// <summary>A line of its own.</summary>
    public void Say(string line) => _lines.WriteLine(line);

    /// <summary>Shows a run until it has ended.</summary>
    /// <param name="orders">How many there are to be.</param>
    public Task ShowAsync(int orders, LoadRun run, Measurements measurements, Task running) =>
        _console.Profile.Out.IsTerminal ? ShowBarAsync(orders, run, measurements, running) : ShowLinesAsync(orders, run, measurements, running);

    private Task ShowBarAsync(int orders, LoadRun run, Measurements measurements, Task running) =>
        _console.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var bar = context.AddTask("", maxValue: orders);
                await FollowAsync(BarInterval, run, measurements, running, standing => bar.Description(Markup.Escape(standing)).Value(run.Ended));
            });

    private Task ShowLinesAsync(int orders, LoadRun run, Measurements measurements, Task running) =>
        FollowAsync(LineInterval, run, measurements, running, standing => Say($"{run.Ended} of {orders} orders: {standing}"));

    private async Task FollowAsync(TimeSpan interval, LoadRun run, Measurements measurements, Task running, Action<string> show)
    {
        var (then, before) = (time.GetTimestamp(), measurements.Acknowledged);
        while (await Task.WhenAny(running, Task.Delay(interval, time)) != running)
        {
            var (now, acknowledged) = (time.GetTimestamp(), measurements.Acknowledged);
            show(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Started - run.Ended} under way, {(acknowledged - before) / time.GetElapsedTime(then, now).TotalSeconds:0} commands/s, {measurements.Repeats} repeats, {run.Failed} failed"));
            (then, before) = (now, acknowledged);
        }

        await running;
    }
}
