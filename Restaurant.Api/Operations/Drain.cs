using Restaurant.Actors.Hosting;
using Restaurant.Actors.Nodes;
using Restaurant.Api.Http;

namespace Restaurant.Api.Operations;

/// <summary>
/// What lies between the order to stop and the end of service. The node says that it is not ready, asks callers to connect anew, and serves on until
/// whoever sends them here has noticed: so none of them is refused.
/// </summary>
internal sealed class Drain(ClusterOverview cluster, NodeStatus node, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    // A balancer that asks once a second and believes what it hears.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);

    // A second before the server cuts what is still under way.
    private static readonly TimeSpan LastAnswer = RestaurantHost.DrainTimeout - TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _timeIsUp = new();

    public bool HasBegun { get; private set; }

    /// <summary>For what would not end by itself: it ends when the drain begins.</summary>
    public CancellationToken Begun => _begun.Token;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        HasBegun = true;
        _timeIsUp.CancelAfter(LastAnswer);
        await _begun.CancelAsync();
        if (node.Lost is null && cluster.SharesRole(ClusterSettings.Api))
        {
            await Task.Delay(Lasts, time, cancellationToken);
        }
    }

    /// <summary>What is not done when time is up is answered all the same: with the outcome unknown.</summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        if (HasBegun)
        {
            // A connection that is kept open would be in use, or about to be, when the server closes it.
            http.Response.Headers.Connection = "close";
        }

        var caller = http.RequestAborted;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(caller, _timeIsUp.Token);
        http.RequestAborted = enough.Token;
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (_timeIsUp.IsCancellationRequested && !caller.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.RequestAborted = caller;
            await Problem.Unavailable(http.Request).ExecuteAsync(http);
        }
        finally
        {
            http.RequestAborted = caller;
        }
    }

    public void Dispose()
    {
        _begun.Dispose();
        _timeIsUp.Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DrainExtensions
{
    public static IServiceCollection AddDrain(this IServiceCollection services) => services
        .AddSingleton<Drain>()
        .AddHostedService(provider => provider.GetRequiredService<Drain>());

    public static WebApplication UseDrain(this WebApplication app)
    {
        app.Use((http, next) => http.RequestServices.GetRequiredService<Drain>().ServeAsync(http, next));
        return app;
    }
}
