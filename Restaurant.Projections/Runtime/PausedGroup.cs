using System.Data.Common;
using Dapper;

namespace Restaurant.Projections.Runtime;

/// <summary>The table <c>projection_paused</c>: a group that has a row in it stands still until the row is gone.</summary>
internal static class PausedGroup
{
    public const string Ddl =
        """
        create table if not exists projection_paused
        (
            name      text not null primary key,
            paused_by text not null,
            paused_at text not null
        )
        """;

    public const string Pause = "insert into projection_paused (name, paused_by, paused_at) values (@name, @by, @at) on conflict (name) do nothing";

    public const string Resume = "delete from projection_paused where name = @name";

    public static Task<bool> IsPausedAsync(DbConnection connection, DbTransaction? transaction, string group, CancellationToken cancellation) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from projection_paused where name = @group)", new { group }, transaction, cancellationToken: cancellation));
}
