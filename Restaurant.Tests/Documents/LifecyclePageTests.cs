namespace Restaurant.Tests.Documents;

public class LifecyclePageTests
{
    [Fact]
    public void The_page_of_the_orders_life_shows_the_table_that_decides() =>
        MadePage.IsUpToDate(LifecyclePage.Path, LifecyclePage.Renewed(File.ReadAllText(LifecyclePage.Path)), nameof(LifecyclePageTests));
}
