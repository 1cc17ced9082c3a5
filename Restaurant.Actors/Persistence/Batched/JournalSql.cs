using Akka.Persistence.Sql.Config;

namespace Restaurant.Actors.Persistence.Batched;

/// <summary>The two statements, on the table and the columns that the plugin is told to use.</summary>
internal sealed class JournalSql
{
    /// <summary>How many rows of an aggregate are read together with others'.</summary>
    public const int LongestHistory = 200;

    public JournalSql(JournalTableConfig config)
    {
        var (table, column) = (config.EventJournalTable, config.EventJournalTable.ColumnNames);
        var name = config.SchemaName is { Length: > 0 } schema ? $"{Quoted(schema)}.{Quoted(table.Name)}" : Quoted(table.Name);
        var (id, number) = (Quoted(column.PersistenceId), Quoted(column.SequenceNumber));
        var writer = table.UseWriterUuidColumn ? Quoted(column.WriterUuid) : null;
        Insert =
            $"""
            insert into {name} ({Quoted(column.Deleted)}, {id}, {number}, {Quoted(column.Message)}, {Quoted(column.Tags)}, {Quoted(column.Manifest)}, {Quoted(column.Identifier)}, {Quoted(column.Created)}{(writer is null ? "" : $", {writer}")})
            select false, id, number, message, tags, manifest, identifier, created{(writer is null ? "" : ", writer")}
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as given (id, number, message, tags, manifest, identifier, created, writer)
            order by id collate "C", number
            """;
        Read =
            $"""
            select asked.place, stored.{number}, stored.{Quoted(column.Deleted)}, stored.{Quoted(column.Message)}, stored.{Quoted(column.Identifier)}, stored.{Quoted(column.Manifest)}, stored.{Quoted(column.Created)}, {(writer is null ? "null" : $"stored.{writer}")}
            from unnest($1, $2) with ordinality as asked (id, first, place)
            cross join lateral (select * from {name} where {id} = asked.id and {number} >= asked.first order by {number} limit {LongestHistory + 1}) stored
            order by asked.place, stored.{number}
            """;
    }

    /// <summary>
    /// Stores rows: arrays of ids, numbers, messages, tags, manifests, serializers, times and writers. All nodes store in the same order, so that two of them that have the
    /// same rows wait for each other, and never each for the other.
    /// </summary>
    public string Insert { get; }

    /// <summary>The first rows of each aggregate from a number on, one more than <see cref="LongestHistory"/> at most: arrays of ids and of numbers.</summary>
    public string Read { get; }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
