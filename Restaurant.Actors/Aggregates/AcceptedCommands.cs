namespace Restaurant.Actors.Aggregates;

/// <summary>
/// The commands that an aggregate has accepted, so that a repeat is answered and not executed. It is folded from the events,
/// so it survives a restart, a move and a fail-over.
/// </summary>
/// <param name="limit">How many are remembered, or null for all of them.</param>
/// <param name="forgetsAt">The type of the event at which all are forgotten but the command that made it, or null.</param>
public sealed class AcceptedCommands(int? limit, Type? forgetsAt = null)
{
    private readonly Dictionary<(string? Subject, string CommandId), AcceptedCommand> _byKey = [];
    private readonly Queue<AcceptedCommand> _inOrder = [];

    public IReadOnlyCollection<AcceptedCommand> InOrder => _inOrder;

    public AcceptedCommand? Find(Caller by, string commandId) => _byKey.GetValueOrDefault((by.Subject, commandId));

    public void Remember(StoredEvent stored)
    {
        if (stored.Data.GetType() == forgetsAt)
        {
            _byKey.Clear();
            _inOrder.Clear();
        }

        Remember(new AcceptedCommand(stored.By.Subject, stored.CommandId, stored.Hash, stored.Version));
    }

    public void Remember(AcceptedCommand command)
    {
        _byKey[(command.Subject, command.CommandId)] = command;
        _inOrder.Enqueue(command);
        if (_inOrder.Count > limit)
        {
            // A key that was forgotten and used again stands in the queue twice; only its older entry goes.
            var oldest = _inOrder.Dequeue();
            if (_byKey[(oldest.Subject, oldest.CommandId)] == oldest)
            {
                _byKey.Remove((oldest.Subject, oldest.CommandId));
            }
        }
    }
}

/// <summary>An accepted command: whose, under which id, what (<see cref="CommandHash"/>), and which version it made.</summary>
public sealed record AcceptedCommand(string? Subject, string CommandId, string Hash, long Version);
