using Akka;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>All rows of the journal behind an ordering, in rising order, those to come included.</summary>
public delegate Source<JournalRow, NotUsed> EventSource(long afterOrdering);

/// <summary>The stream of a read journal.</summary>
public static class JournalEvents
{
    public static EventSource Of(IAllEventsQuery journal) => afterOrdering => journal
        .AllEvents(Offset.Sequence(afterOrdering))
        .Select(envelope => new JournalRow(((Sequence)envelope.Offset).Value, envelope.PersistenceId, envelope.SequenceNr, envelope.Event));
}
