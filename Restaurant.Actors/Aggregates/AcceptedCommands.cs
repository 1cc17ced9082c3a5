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
    private readonly Dictionary<(string? Subject, string CommandId), AcceptedCommand> _byKey = [];
    private readonly List<AcceptedCommand> _inOrder = [];

    public IReadOnlyCollection<AcceptedCommand> InOrder => _inOrder;

    public AcceptedCommand? Find(Caller by, string commandId) => _byKey.GetValueOrDefault((by.Subject, commandId));

    public void Remember(StoredEvent stored)
    {
        if (stored.Data.GetType() == forgetsAt)
        {
            Forget(_inOrder.Where(command => command.Hash != stored.Hash).ToList());
        }

        Remember(new AcceptedCommand(stored.By.Subject, stored.CommandId, stored.Hash, stored.Version));
    }

    public void Remember(AcceptedCommand command)
    {
        _byKey[(command.Subject, command.CommandId)] = command;
        _inOrder.Add(command);
        if (_inOrder.Count > limit)
        {
            Forget([_inOrder[0]]);
        }
    }

    private void Forget(IReadOnlyList<AcceptedCommand> commands)
    {
        foreach (var command in commands)
        {
            _inOrder.Remove(command);
            // A key that was forgotten and used again has a younger entry by now, which stays.
            if (_byKey.GetValueOrDefault((command.Subject, command.CommandId)) == command)
            {
                _byKey.Remove((command.Subject, command.CommandId));
            }
        }
    }
}

/// <summary>An accepted command: whose, under which id, what (<see cref="CommandHash"/>), and which version it made.</summary>
public sealed record AcceptedCommand(string? Subject, string CommandId, string Hash, long Version);
