using Restaurant.Actors.Persistence;
using Restaurant.Api.Http;

namespace Restaurant.Api.Operations;

/// <summary>Stands in for a node whose database does not answer yet: it is alive and not ready, and serves nobody.</summary>
internal static class WaitingRoom
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tries with growing pauses until the database answers. What it waits for is one line in the log, however long it waits.
    /// </summary>
    /// <param name="room">Listens where the node will; started.</param>
    /// <returns>What was tried for, or null when the program was told to stop.</returns>
    public static async Task<T?> WaitAsync<T>(this WebApplication room, UnreachableDatabaseException away, Func<Task<T>> attempt)
        where T : class
    {
        room.Logger.LogWarning("{Reason}. It is tried again until it does.", away.Message.TrimEnd('.'));
        for (var pause = ShortestPause; ; pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 2)))
        {
            try
            {
                await Task.Delay(pause, room.Lifetime.ApplicationStopping);
                var reached = await attempt();
                room.Logger.LogInformation("The database answers.");
                return reached;
            }
            catch (UnreachableDatabaseException)
            {
                // Waited for, and said.
            }
            catch (OperationCanceledException) when (room.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    public static WebApplication MapWaitingRoom(this WebApplication app, UnreachableDatabaseException away)
    {
        app.MapHealth(away.Message);
        app.MapMetrics();
        app.MapFallback("{**path}", (HttpContext http) => Problem.Unavailable(http.Request));
        return app;
    }
}
