using System.Text.Json.Serialization;

namespace Restaurant.Actors.Aggregates;

/// <summary>
/// The commands that an aggregate has accepted, so that a repeat is answered and not executed. It is folded from the events,
/// so it survives a restart, a move and a fail-over.
/// </summary>
/// <param name="limit">How many are remembered, or null for all of them.</param>
/// <param name="forgetsAt">
/// The type of the event at which all are forgotten but the command that made it and the same commands before it, or null. A late
/// repeat of an erasure must not erase whoever has begun anew since, however often that was.
/// </param>
public sealed class AcceptedCommands(int? limit, Type? forgetsAt = null)
{
    // Not by key as well: there is one for each aggregate in memory, and of an order, which has no limit, it has a thousand at most (ORDER_TOO_LARGE).
    // Most that live are young: a list that begins by itself has room for four.
    private readonly List<AcceptedCommand> _inOrder = new(capacity: 2);

    public IReadOnlyCollection<AcceptedCommand> InOrder => _inOrder;

    /// <summary>The youngest, where a key was forgotten and used again.</summary>
    public AcceptedCommand? Find(Caller by, string commandId)
    {
        for (var place = _inOrder.Count - 1; place >= 0; place--)
        {
            if (_inOrder[place] is var command && command.CommandId == commandId && command.Subject == by.Subject)
            {
                return command;
            }
        }

        return null;
    }

    public void Remember(StoredEvent stored)
    {
        if (stored.Data.GetType() == forgetsAt)
        {
            _inOrder.RemoveAll(command => command.Hash != stored.Hash);
        }

        Remember(new AcceptedCommand(stored.By.Subject, stored.CommandId, stored.Hash, stored.Version));
    }

    public void Remember(AcceptedCommand command)
    {
        _inOrder.Add(command);
        if (_inOrder.Count > limit)
        {
            _inOrder.RemoveAt(0);
        }
    }
}

/// <summary>An accepted command: whose, under which id, what (<see cref="CommandHash"/>), and which version it made.</summary>
[method: JsonConstructor]
public readonly record struct AcceptedCommand(string? Subject, string CommandId, CommandHash Hash, long Version);
