"""What people see: live rankings, published results and their exports."""
