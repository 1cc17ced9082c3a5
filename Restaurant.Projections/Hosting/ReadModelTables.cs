using Microsoft.Extensions.Hosting;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>Makes the read tables before anything is served: a query that comes before the projections have started finds them empty, not missing.</summary>
internal sealed class ReadModelTables(RestaurantDatabase database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var group in ProjectionCatalog.All)
        {
            await new GroupStore(database, group, BurntProofs.For(database)).OpenAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
