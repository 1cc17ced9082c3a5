Console.WriteLine("Restaurant");
