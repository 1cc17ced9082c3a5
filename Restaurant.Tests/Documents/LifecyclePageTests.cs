namespace Restaurant.Tests.Documents;

public class LifecyclePageTests
{
    private const string Renew = "RENEW_PAGES";

    [Fact]
    public void The_page_of_the_orders_life_shows_the_table_that_decides()
    {
        var page = File.ReadAllText(LifecyclePage.Path);
        var renewed = LifecyclePage.Renewed(page);
        if (Environment.GetEnvironmentVariable(Renew) is not null)
        {
            File.WriteAllText(LifecyclePage.Path, renewed);
            return;
        }

        Assert.True(page == renewed, $"docs/orders.md is not what OrderLifecycle.Table says. {Renew}=1 dotnet test Restaurant.Tests --filter {nameof(LifecyclePageTests)} writes it anew.");
    }
}
