using Restaurant.Actors.Hosting;
using Restaurant.Actors.Nodes;

namespace Restaurant.Api.Operations;

/// <summary>
/// What lies between the order to stop and the end of service. The node says that it is not ready, asks callers to connect anew, and serves on until
/// whoever sends them here has noticed: so none of them is refused.
/// </summary>
internal sealed class Drain(ClusterOverview cluster, NodeStatus node, TimeProvider time) : IHostedLifecycleService
{
    // A balancer that asks once a second and believes what it hears.
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);

    public bool HasBegun { get; private set; }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        HasBegun = true;
        if (node.Lost is null && cluster.HasOthers(ClusterSettings.Api))
        {
            await Task.Delay(Lasts, time, cancellationToken);
        }
    }

    /// <summary>A connection that is kept open would be in use, or about to be, when the server closes it.</summary>
    public Task EndConnectionAsync(HttpContext http, RequestDelegate next)
    {
        if (HasBegun)
        {
            http.Response.Headers.Connection = "close";
        }

        return next(http);
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
        app.Use((http, next) => http.RequestServices.GetRequiredService<Drain>().EndConnectionAsync(http, next));
        return app;
    }
}
