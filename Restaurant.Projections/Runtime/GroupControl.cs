using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime;

/// <summary>Lets people hold a group up: it stands still, wherever it runs, until they let it go on.</summary>
public sealed class GroupControl(RestaurantDatabase database, TimeProvider time)
{
    /// <summary>The group stands still within a second or two. Pausing one that is paused changes nothing.</summary>
    public async Task PauseAsync(ProjectionGroup group, string by, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            PausedGroup.Pause, new { name = group.Name, by, at = Time.Format(time.GetUtcNow()) }, cancellationToken: cancellation));
    }

    /// <summary>The group goes on from where it stands.</summary>
    public async Task ResumeAsync(ProjectionGroup group, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(PausedGroup.Resume, new { name = group.Name }, cancellationToken: cancellation));
    }
}
