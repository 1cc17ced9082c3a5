using System.Data.Common;
using Restaurant.Actors.Hosting;
using Restaurant.Api.Http;
using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Operations;

/// <summary>What an orchestrator or a script asks: is the process alive, and can it serve?</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health");
        // Touches nothing: a database that is away is no reason to restart the process.
        health.MapGet("live", () => new Json<Liveness>(new Liveness("live")))
            .Answers<Liveness>(new ReadOperation("getLiveness", "Whether the process is alive."));
        health.MapGet("ready", ReadyAsync)
            .Answers<ReadinessReport>(new ReadOperation("getReadiness", "Whether the node can serve, and how far its read tables are."))
            .Produces<ReadinessReport>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>The same for a node that cannot start yet.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, string reason)
    {
        var health = routes.MapGroup("/health");
        health.MapGet("live", () => new Json<Liveness>(new Liveness("live")));
        health.MapGet("ready", (HttpContext http) => NotReady(http, reason));
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Drain drain, Readiness readiness, ReadModelHealth readModel)
    {
        if (drain.HasBegun)
        {
            return NotReady(http, "The node is stopping.");
        }

        if (await readiness.WhyNotAsync(http.RequestAborted) is { } reason)
        {
            return NotReady(http, reason);
        }

        try
        {
            return new Json<ReadinessReport>(ReadinessReport.Of(await readModel.CheckAsync(http.RequestAborted).WaitAsync(Patience, http.RequestAborted)));
        }
        catch (TimeoutException)
        {
            return NotReady(http, $"The read tables do not answer within {Patience.TotalSeconds} s.");
        }
        catch (DbException unavailable)
        {
            return NotReady(http, $"The read tables do not answer: {unavailable.Message}");
        }
    }

    private static Json<ReadinessReport> NotReady(HttpContext http, string reason)
    {
        http.Response.Headers.RetryAfter = "1";
        return new Json<ReadinessReport>(new ReadinessReport("notReady", reason, Groups: []), StatusCodes.Status503ServiceUnavailable);
    }
}

/// <param name="Status"><c>live</c></param>
internal sealed record Liveness(string Status);

/// <param name="Status"><c>ready</c>; <c>degraded</c> when commands are served, but a group of projections is in trouble; <c>notReady</c>.</param>
/// <param name="Reason">Why it is not ready, or null.</param>
/// <param name="Groups">How far the groups of projections have come.</param>
internal sealed record ReadinessReport(string Status, string? Reason, IReadOnlyList<ReadinessReport.Group> Groups)
{
    public static ReadinessReport Of(ReadModelStatus status)
    {
        Group[] groups = [.. status.Groups.Select(group => new Group(group.Name, group.Offset, group.Head, group.Lag, group.Parked, group.Paused, group.Building, group.Error))];
        return new ReadinessReport(status.Groups.Any(group => group.IsInTrouble) ? "degraded" : "ready", Reason: null, groups);
    }

    /// <param name="Offset">The last row of the journal that was applied.</param>
    /// <param name="Head">The last row of the journal.</param>
    /// <param name="Lag">How many rows are between them.</param>
    /// <param name="Parked">How many events its projections could not apply, or wait behind such a one.</param>
    /// <param name="Paused">Whether somebody has paused it.</param>
    /// <param name="Building">Its projections whose tables are being built: those that are there are out of date or empty.</param>
    /// <param name="Error">What went wrong last, or null.</param>
    internal sealed record Group(string Name, long Offset, long Head, long Lag, long Parked, bool Paused, IReadOnlyList<string> Building, string? Error);
}
