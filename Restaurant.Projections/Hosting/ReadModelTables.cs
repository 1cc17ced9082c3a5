using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Hosting;

/// <summary>The read tables before anything is served: a query that comes before the projections have started finds them empty, not missing.</summary>
public static class ReadModelTables
{
    /// <summary>Sees to it that they are there, and those that this program makes.</summary>
    /// <exception cref="UnusableDatabaseException">They are not.</exception>
    public static async Task DemandAsync(RestaurantDatabase database, ProjectionCatalog projections, CancellationToken cancellation)
    {
        foreach (var group in projections.All)
        {
            if (!await new GroupStore(database, group, BurntProofs.For(database), TimeProvider.System).IsOpenedAsync(cancellation))
            {
                throw new UnusableDatabaseException(
                    $"The read tables of the group '{group.Name}' in the database {database.Name} are not those of this program, or are being built. Start it: it makes them, and /health/ready says when it has.");
            }
        }
    }

    /// <summary>Makes those that are not there. Nodes may do so together.</summary>
    /// <param name="mayBeNewer">Whether those of a newer program will do, since nobody here looks into them.</param>
    /// <exception cref="UnusableDatabaseException">They are a newer program's.</exception>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, or refuses.</exception>
    public static async Task MakeAsync(RestaurantDatabase database, ProjectionCatalog projections, bool mayBeNewer, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var group in projections.All)
        {
            try
            {
                await new GroupStore(database, group, BurntProofs.For(database), time).OpenAsync(cancellation);
            }
            catch (Exception others) when (others is LostTablesException || (others is NewerTablesException && !mayBeNewer))
            {
                throw new UnusableDatabaseException($"The database {database.Name} cannot be used: {others.Message}", others);
            }
            catch (NewerTablesException)
            {
                // Whoever made them keeps them.
            }
        }
    }
}
