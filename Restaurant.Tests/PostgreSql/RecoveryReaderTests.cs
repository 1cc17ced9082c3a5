using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Npgsql;
using Restaurant.Actors.Persistence.Batched;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;
using JournalWriter = Restaurant.Tests.Projections.JournalWriter;

namespace Restaurant.Tests.PostgreSql;

/// <summary>Damage that the server finds is that of one aggregate, and all others that were asked for with it are answered.</summary>
[Trait("Database", "PostgreSql")]
public sealed class RecoveryReaderTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PostgreSqlTestDatabase _database = new();
    private readonly ActorSystem _system = ActorSystem.Create("recoveries");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _database.Dispose();
    }

    [PostgreSqlFact]
    public async Task Only_whose_rows_are_damaged_goes_another_way()
    {
        using var database = _database.Open();
        var items = Enumerable.Range(0, 100).Select(number => $"{number}").ToList();
        await new JournalWriter(database).AppendAsync([.. items.Select(item => MenuItemAdded(item))]);
        DamageRows("menu-item-7", "menu-item-8", "menu-item-93");
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        var sql = new JournalSql(new JournalConfig(SqlPersistence.DefaultJournalConfiguration).TableConfig);
        // One that opens at the first failure: damage is none of it.
        var breaker = new CircuitBreaker(_system.Scheduler, maxFailures: 1, callTimeout: Patience, resetTimeout: Patience);
        using var answers = Inbox.Create(_system);
        var passed = new List<string>();
        var reader = new RecoveryReader(
            source, sql.Read, breaker, (id, row) => [new Persistent(row.Message, row.SequenceNumber, id)], asked => passed.Add(asked.PersistenceId));
        foreach (var item in items)
        {
            reader.Answer(new ReplayMessages(1, long.MaxValue, long.MaxValue, $"menu-item-{item}", answers.Receiver));
        }

        reader.Start();

        for (var answered = 0; answered < items.Count - 3; answered++)
        {
            Assert.Equal(1, Assert.IsType<ReplayedMessage>(answers.Receive(Patience)).Persistent.SequenceNr);
            Assert.IsType<RecoverySuccess>(answers.Receive(Patience));
        }

        await Eventually.HoldsAsync(() => passed.Count == 3);
        Assert.Equal(["menu-item-7", "menu-item-8", "menu-item-93"], passed);
        reader.Stop();
    }

    /// <summary>As pages whose checksums are wrong: the server refuses to show them.</summary>
    private void DamageRows(params string[] persistenceIds) => _database.Execute(
        $"""
        create function public.shown(persistence_id text, message bytea) returns bytea language plpgsql volatile as $$
        begin
            if persistence_id in ({string.Join(", ", persistenceIds.Select(id => $"'{id}'"))}) then
                raise exception 'invalid page in block 7' using errcode = 'XX001';
            end if;
            return message;
        end $$;
        alter table public.journal rename to stored;
        create view public.journal as select ordering, created, deleted, persistence_id, sequence_number, public.shown(persistence_id, message) as message, tags, manifest, identifier, writer_uuid from public.stored
        """);
}
