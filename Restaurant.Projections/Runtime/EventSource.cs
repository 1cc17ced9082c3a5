using Akka;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams.Dsl;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>All rows of the journal behind an ordering, in rising order, those to come included.</summary>
public delegate Task<Source<JournalRow, NotUsed>> EventSource(long afterOrdering);

/// <summary>The stream of the journal plugin.</summary>
public static class JournalEvents
{
    /// <remarks>
    /// The plugin makes one read journal per node, and its constructor blocks until the journal answers and throws when it does not: it is
    /// called outside of actors, and only when the database has answered.
    /// </remarks>
    public static EventSource Of(ActorSystem system) => afterOrdering => Task.Run(() =>
        PersistenceQuery.Get(system)
            .ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier)
            .AllEvents(Offset.Sequence(afterOrdering))
            .Select(envelope => new JournalRow(((Sequence)envelope.Offset).Value, envelope.PersistenceId, envelope.SequenceNr, envelope.Event)));
}
