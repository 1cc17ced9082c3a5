using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>The read tables before anything is served: a query that comes before the projections have started finds them empty, not missing.</summary>
public static class ReadModelTables
{
    /// <summary>Makes those that are not there. Nodes may do so together.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, or refuses.</exception>
    public static async Task MakeAsync(RestaurantDatabase database, CancellationToken cancellation)
    {
        foreach (var group in ProjectionCatalog.All)
        {
            await new GroupStore(database, group, BurntProofs.For(database)).OpenAsync(cancellation);
        }
    }
}
