using Npgsql;
using Restaurant.Tests.Documents;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.PostgreSql;

/// <summary>A database whose tables someone else has made, for a program that may make none.</summary>
[Trait("Database", "PostgreSql")]
public sealed class PreparedByHandTests : IDisposable
{
    private readonly PostgreSqlTestDatabase _database = new();

    // Roles belong to the server, not to the database.
    private string Role => $"{_database.Name}_role";

    public void Dispose()
    {
        _database.Dispose();
        _database.OnServer($"drop role if exists {Role}");
    }

    [PostgreSqlFact]
    public async Task A_role_that_owns_nothing_serves_and_keeps_snapshots()
    {
        _database.OnServer($"create role {Role} login password 'restaurant'");
        _database.Execute("revoke create on schema public from public");
        _database.Run("psql", "-v", $"role={Role}", "-f", Path.Combine(Repository.Root, "Restaurant.Actors", "Persistence", "Scripts", "prepare-postgresql.psql"));
        var connection = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = Role, Password = "restaurant" }.ConnectionString;
        var node = RestaurantNode.On(_database);
        await node.StartAsync($"--ConnectionStrings:Restaurant={connection}");
        try
        {
            var item = await node.AddMenuItemAsync();
            for (var version = 2; version <= 201; version++)
            {
                await node.DoAsync("PUT", $"/menu/items/{item}", $$"""{"description":"Peperoni","price":{{version}}}""");
            }

            Assert.Equal(201, (int?)(await node.ReadAsync($"/menu/items/{item}", $"menu-item-{item}@201"))["version"]);
            Assert.Empty(node.ErrorLog.Lines);
        }
        finally
        {
            await node.StopAsync();
        }

        Assert.True(_database.Scalar<long>("select count(*) from snapshot") > 0);
    }
}
