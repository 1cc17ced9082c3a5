using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Restaurant.Tests.Support;

/// <summary>A journal that stores the first write and then fails, as a connection does that breaks behind the commit.</summary>
public sealed class LosingJournal : MemoryJournal
{
    private bool _lost;

    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var rejections = await base.WriteMessagesAsync(messages, cancellationToken);
        if (_lost)
        {
            return rejections;
        }

        _lost = true;
        throw new IOException("The connection is gone.");
    }
}
