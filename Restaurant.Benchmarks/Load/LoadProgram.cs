using Restaurant.Benchmarks.Http;
using Restaurant.Benchmarks.Load.Checks;
using Restaurant.Benchmarks.Load.Reports;
using Restaurant.Benchmarks.Measuring;

namespace Restaurant.Benchmarks.Load;

/// <summary>A whole run: premises, journeys, check, report.</summary>
internal static class LoadProgram
{
    private const int Well = 0;
    private const int Failed = 1;

    /// <returns>The exit code: 0 when all went well, 1 when a command failed, or something is not read as it was acknowledged.</returns>
    public static async Task<int> RunAsync(LoadOptions options)
    {
        var (time, measurements, progress) = (TimeProvider.System, new Measurements(), new ProgressDisplay(TimeProvider.System));
        using var stop = new StopSignal();
        using var client = new Client(options.Servers, options.GiveUp, measurements, time);
        try
        {
            await client.GreetAsync();
            var name = $"{Guid.CreateVersion7():N}";
            var feed = options.Check ? await FeedPosition.OfHeadAsync(client) : null;
            progress.Say($"The menu and the customers of run {name}");
            var premises = await Premises.OpenAsync(client, name, options.Orders);
            using var run = new LoadRun(options, name, premises, client, time);
            await progress.ShowAsync(options.Orders, run, measurements, run.RunAsync(stop.Token));
            var findings = options.Check ? await Check.RunAsync(client, premises, run.Records, feed, progress.Say) : null;
            var report = LoadReport.Of(options, run, measurements, findings);
            report.Write(options.Json);
            return report.Passed ? Well : Failed;
        }
        catch (RequestFailedException failed)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return Failed;
        }
    }
}
