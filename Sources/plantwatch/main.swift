print("plantwatch")
