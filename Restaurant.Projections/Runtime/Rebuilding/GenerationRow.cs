using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>A row of <c>projection_generation</c>: the tables of a projection that serve.</summary>
internal sealed record GenerationRow
{
    public static readonly ReadTable<GenerationRow> Table = new("projection_generation", "projection");

    public const string Ddl =
        """
        create table if not exists projection_generation
        (
            projection  text    not null primary key,
            group_name  text    not null,
            version     integer not null,
            fingerprint text    not null,
            tables      text    not null, -- separated by spaces
            generation  integer not null, -- how often they were built
            is_filled   boolean not null  -- whether they hold what the group has applied
        )
        """;

    public required string Projection { get; init; }

    public required string GroupName { get; init; }

    public required long Version { get; init; }

    public required string Fingerprint { get; init; }

    public required string Tables { get; init; }

    public required long Generation { get; init; }

    /// <summary>False for tables that are there so that queries find some, until a rebuild has taken their place.</summary>
    public required bool IsFilled { get; init; }

    public string[] TableNames() => Tables.Split(' ');

    /// <summary>Whether the tables are those that this program makes, and hold what the group has applied.</summary>
    public bool Serves(ProjectionGroup group) => IsFilled && group.Fingerprints.GetValueOrDefault(Projection) == Fingerprint;

    /// <summary>The projections of the group whose tables do not.</summary>
    public static IReadOnlyList<string> NotServing(ProjectionGroup group, IReadOnlyDictionary<string, GenerationRow> generations) =>
        [.. group.Names.Where(name => generations.GetValueOrDefault(name)?.Serves(group) != true)];

    public static GenerationRow Of(ProjectionGroup group, IProjection projection, long generation, bool isFilled) => new()
    {
        Projection = projection.Name,
        GroupName = group.Name,
        Version = projection.Version,
        Fingerprint = group.Fingerprints[projection.Name],
        Tables = string.Join(' ', projection.Tables.Select(table => table.Name)),
        Generation = generation,
        IsFilled = isFilled,
    };

    public static async Task<IReadOnlyDictionary<string, GenerationRow>> OfAsync(
        ProjectionGroup group, DbConnection connection, DbTransaction? transaction, CancellationToken cancellation) =>
        (await connection.QueryAsync<GenerationRow>(new CommandDefinition(
            $"select {ReadTable<GenerationRow>.Columns("g")} from projection_generation g where g.group_name = @group",
            new { group = group.Name },
            transaction,
            cancellationToken: cancellation))).ToDictionary(row => row.Projection);

    /// <summary>Says of tables that they do not hold what the group has applied.</summary>
    public static Task LeaveBehindAsync(string[] projections, SqlDialect sql, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"update projection_generation set is_filled = false where is_filled and {sql.In("projection", "@projections")}", new { projections }, transaction, cancellationToken: cancellation));

    public Task SaveAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(Table.Upsert(suffix: ""), this, transaction, cancellationToken: cancellation));
}
