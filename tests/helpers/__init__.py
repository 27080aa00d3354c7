"""What tests share: records, servers, file systems, ways to run the program and to break things."""
