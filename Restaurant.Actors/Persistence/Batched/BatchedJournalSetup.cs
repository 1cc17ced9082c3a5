using Akka.Actor.Setup;
using Npgsql;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>What the <see cref="BatchedJournal"/> of an actor system works with.</summary>
/// <param name="Source">Connections on which nothing is prepared or set but by it. Whoever made it disposes of it.</param>
public sealed class BatchedJournalSetup(NpgsqlDataSource source) : Setup
{
    public NpgsqlDataSource Source { get; } = source;
}
