using System.Data.Common;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Dapper;
using Npgsql;
using Restaurant.Actors.Persistence.Batched;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.PostgreSql;

/// <summary>The batched journal's statements use the table and the columns that the plugin's configuration names.</summary>
[Trait("Database", "PostgreSql")]
public sealed class JournalSqlTests : IDisposable
{
    private const string Table = "\"Of us\".\"The \"\"book\"\", kept\"";

    private readonly TestDatabase _database = TestDatabase.Create();

    public void Dispose() => _database.Dispose();

    [PostgreSqlTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Names_are_those_of_the_configuration(bool hasWriters)
    {
        _database.Execute(
            $"""
            create schema "Of us";
            create table {Table}
                ("Place" bigint generated always as identity, "When" bigint, "Gone" boolean, "Whose" text, "Nth" bigint, "What" bytea, "About" text, "Kind" text, "How" int);
            {(hasWriters ? $"alter table {Table} add \"By\" text" : "")}
            """);
        var sql = new JournalSql(new JournalConfig(ConfigurationFactory.ParseString(
            $$"""
            default {
              schema-name = "Of us"
              journal {
                table-name = "The \"book\", kept"
                use-writer-uuid-column = {{(hasWriters ? "on" : "off")}}
                columns {
                  ordering = Place, created = When, deleted = Gone, persistence-id = Whose, sequence-number = Nth, message = What
                  tags = About, manifest = Kind, identifier = How, writer-uuid = By
                }
              }
            }
            """).WithFallback(SqlPersistence.DefaultJournalConfiguration)).TableConfig);
        using var database = _database.Open();
        await using var connection = await database.ConnectAsync(CancellationToken.None);

        await using (var insert = Command(
            connection, sql.Insert,
            (string[])["b", "a", "a"], (long[])[1, 2, 1], (byte[][])[[1], [2], [3]], (string?[])[null, ";t;", null], (string[])["k", "l", "m"], (int[])[7, 8, 9], (long[])[4, 5, 6], (string[])["x", "y", "z"]))
        {
            await insert.ExecuteNonQueryAsync();
        }

        // As a newcomer sees it: in the order in which they went in.
        Assert.Equal(
            ["a 1 m 9 6", "a 2 l 8 5", "b 1 k 7 4"],
            await connection.QueryAsync<string>($"select concat_ws(' ', \"Whose\", \"Nth\", \"Kind\", \"How\", \"When\") from {Table} where not \"Gone\" order by \"Place\""));
        Assert.Equal(";t;", await connection.ExecuteScalarAsync<string>($"select string_agg(\"About\", '') from {Table}"));
        await using var read = Command(connection, sql.Read, (string[])["a", "b", "c"], (long[])[2, 0, 0]);
        await using var rows = await read.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
        {
            found.Add($"{rows[0]}: {rows["Nth"]} {rows["Kind"]} {rows["How"]} {((byte[])rows["What"])[0]} {rows["When"]} {rows[7]}".TrimEnd());
        }

        Assert.Equal(hasWriters ? ["1: 2 l 8 2 5 y", "2: 1 k 7 1 4 x"] : ["1: 2 l 8 2 5", "2: 1 k 7 1 4"], found);
    }

    private static DbCommand Command(DbConnection connection, string text, params object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
